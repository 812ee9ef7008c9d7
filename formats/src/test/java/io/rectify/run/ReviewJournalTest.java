package io.rectify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.audit.ReviewSample;
import io.rectify.audit.Reviewed;
import io.rectify.data.Labels;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.GivenLabels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewJournalTest {
    private static final ReviewJournal.Header HEADER = new ReviewJournal.Header("abc", 100, 12, 7);
    private static final Labels GIVEN =
            Labels.of(IntStream.range(0, 100).map(i -> i % 2).toArray(), List.of("drop", "say \"no\"\n\u2028é"));
    private static final RowNames ROWS = RowNames.of(100, List.of(), List.of());

    @TempDir
    Path folder;

    private static ReviewEntry entry(
            long sequence, int part, int parts, int row, ReviewAnswer answer, Optional<ReviewEntry.Blind> blind) {
        return new ReviewEntry(
                sequence,
                new ReviewEntry.Action(
                        Instant.parse("2026-11-28T12:00:00Z"),
                        "Zoë",
                        "event" + (sequence - part),
                        part,
                        parts,
                        ReviewEntry.Kind.DECIDE,
                        "search:\"quoted\""),
                row,
                "",
                GIVEN.name(row),
                GIVEN.names().get(1 - GIVEN.get(row)),
                answer,
                answer,
                blind,
                0,
                1234);
    }

    private static ReviewEntry label(long sequence, int row) {
        return entry(
                sequence,
                1,
                1,
                row,
                new ReviewAnswer(ReviewAnswer.Choice.LABEL, GIVEN.names().get(1 - GIVEN.get(row))),
                Optional.empty());
    }

    private static ReviewEntry plain(long sequence, int row, ReviewAnswer.Choice choice) {
        return entry(sequence, 1, 1, row, new ReviewAnswer(choice, ""), Optional.empty());
    }

    /** Of 100 rows stratum 0 has 2: both were drawn. */
    private static ReviewEntry blind(long sequence, int row, ReviewAnswer answer) {
        return entry(
                sequence,
                1,
                1,
                row,
                answer,
                Optional.of(new ReviewEntry.Blind(answer, answer, new ReviewSample.Row(row, 0, 1))));
    }

    private Path file() {
        return folder.resolve(ReviewJournal.NAME);
    }

    private Path write(ReviewEntry... lines) throws IOException {
        try (ReviewJournal journal = ReviewJournal.open(file(), HEADER, (action, place) -> {})) {
            for (int i = 0; i < lines.length; ) {
                int parts = lines[i].action().parts();
                journal.append(Arrays.asList(lines).subList(i, i + parts));
                i += parts;
            }
        }
        return file();
    }

    private List<ReviewEntry> read() throws IOException {
        List<ReviewEntry> all = new ArrayList<>();
        ReviewJournal.read(file(), (action, place) -> all.addAll(action));
        return all;
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        ReviewEntry[] lines = {
            label(1, 3),
            blind(2, 4, new ReviewAnswer(ReviewAnswer.Choice.KEEP, GIVEN.name(4))),
            plain(3, 5, ReviewAnswer.Choice.EXCLUDE)
        };
        write(lines);
        assertThat(read()).containsExactly(lines);
        assertThat(ReviewJournal.is(file())).isTrue();
        assertThat(Files.readAllLines(file()))
                .hasSize(4)
                .allMatch(line -> line.startsWith("{") && line.endsWith("\"}"));
    }

    /** The checksum is the CRC-32C of the bytes before its field. */
    @Test
    void checksumByHand() throws IOException {
        String line = Files.readAllLines(write(label(1, 3))).get(1);
        int at = line.lastIndexOf(",\"crc\":\"");
        CRC32C crc = new CRC32C();
        crc.update(line.substring(0, at).getBytes(StandardCharsets.UTF_8));
        assertThat(line.substring(at)).isEqualTo(String.format(",\"crc\":\"%08x\"}", crc.getValue()));
    }

    @Test
    void votesThatDifferFromWhatHoldsAreRead() throws IOException {
        ReviewAnswer keep = new ReviewAnswer(ReviewAnswer.Choice.KEEP, GIVEN.name(4));
        ReviewEntry one = label(1, 4);
        ReviewEntry disputed = new ReviewEntry(
                1,
                one.action(),
                4,
                "",
                one.given(),
                one.suggested(),
                ReviewAnswer.DISPUTED,
                keep,
                Optional.of(new ReviewEntry.Blind(ReviewAnswer.DISPUTED, keep, new ReviewSample.Row(4, 0, 1))),
                0,
                5);
        write(disputed);
        assertThat(read()).containsExactly(disputed);
        assertThat(ReviewCsv.read(file(), GIVEN, ROWS).right()).isEmpty();
    }

    /** Cut anywhere, a journal opens with what was whole, goes on from there and says what it dropped. */
    @Test
    void tornAtEveryByte() throws IOException {
        ReviewEntry[] lines = {
            label(1, 3),
            entry(2, 1, 2, 8, new ReviewAnswer(ReviewAnswer.Choice.KEEP, GIVEN.name(8)), Optional.empty()),
            entry(3, 2, 2, 9, new ReviewAnswer(ReviewAnswer.Choice.KEEP, GIVEN.name(9)), Optional.empty())
        };
        byte[] whole = Files.readAllBytes(write(lines));
        List<Integer> ends = IntStream.range(0, whole.length)
                .filter(i -> whole[i] == '\n')
                .map(i -> i + 1)
                .boxed()
                .toList();
        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(file(), Arrays.copyOf(whole, cut));
            int survive = cut >= ends.get(3) ? 3 : cut >= ends.get(1) ? 1 : 0;
            List<ReviewEntry> replayed = new ArrayList<>();
            try (ReviewJournal journal =
                    ReviewJournal.open(file(), HEADER, (action, place) -> replayed.addAll(action))) {
                assertThat(replayed).as("cut at " + cut).containsExactly(Arrays.copyOf(lines, survive));
                boolean clean = cut == 0
                        || List.of(ends.get(0), ends.get(1), ends.get(3)).contains(cut);
                assertThat(journal.dropped().isEmpty()).as("cut at " + cut).isEqualTo(clean);
                journal.append(List.of(label(survive + 1, 50)));
            }
            assertThat(read()).hasSize(survive + 1).endsWith(label(survive + 1, 50));
        }
    }

    @Test
    void aChangedByteIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(write(label(1, 3), label(2, 5)));
        int second = new String(whole, StandardCharsets.UTF_8).indexOf("{\"seq\":1");
        for (int at : new int[] {3, second + 20, second + 100}) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(file(), changed);
            assertThatThrownBy(this::read)
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining(at < second ? "line 1" : "line 2");
        }
    }

    @Test
    void aMissingLineIsRefused() throws IOException {
        List<String> lines = Files.readAllLines(write(label(1, 3), label(2, 5), label(3, 7)));
        Files.write(file(), List.of(lines.get(0), lines.get(1), lines.get(3)));
        assertThatThrownBy(this::read)
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("expected 2 but found 3");
    }

    @Test
    void otherDataAndOtherFilesAreRefused() throws IOException {
        write(label(1, 3));
        ReviewJournal.Header other = new ReviewJournal.Header("abd", 100, 12, 7);
        assertThatThrownBy(() -> ReviewJournal.open(file(), other, (action, place) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("made of other rows");
        Files.writeString(file(), "{\"row\":1,\"right_label\":\"a\"}\n");
        assertThatThrownBy(() -> ReviewJournal.open(file(), HEADER, (action, place) -> {}))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("expected a journal");
        assertThat(Files.readString(file())).isEqualTo("{\"row\":1,\"right_label\":\"a\"}\n");
    }

    @Test
    void anOlderSampleStands() throws IOException {
        write();
        try (ReviewJournal journal =
                ReviewJournal.open(file(), new ReviewJournal.Header("abc", 100, 50, 8), (action, place) -> {})) {
            assertThat(journal.header()).isEqualTo(HEADER);
        }
    }

    @Test
    void onlyOneHasItOpen() throws IOException {
        try (ReviewJournal journal = ReviewJournal.open(file(), HEADER, (action, place) -> {})) {
            assertThatThrownBy(() -> ReviewJournal.open(file(), HEADER, (action, place) -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is open in another");
            journal.append(List.of(label(1, 3)));
            assertThat(read()).containsExactly(label(1, 3));
        }
    }

    /** Rows 0 and 1 are the sample; row 1 is decided anew beside it, which changes its label but not the rate. */
    @Test
    void auditEstimatesByTheSampleAndLearnsFromAll() throws IOException {
        ReviewAnswer right = new ReviewAnswer(ReviewAnswer.Choice.KEEP, GIVEN.name(0));
        ReviewAnswer wrong = new ReviewAnswer(ReviewAnswer.Choice.LABEL, GIVEN.name(0));
        write(blind(1, 0, right), blind(2, 1, wrong), plain(3, 1, ReviewAnswer.Choice.UNSURE), label(4, 9));
        Reviewed reviewed = ReviewCsv.read(file(), GIVEN, ROWS);
        assertThat(reviewed.isSample()).isTrue();
        assertThat(reviewed.right()).isEqualTo(Map.of(0, 0, 1, 0, 9, 0));
        assertThat(reviewed.answers().stream().map(Reviewed.Answer::row)).containsExactly(0, 1);
        assertThat(reviewed.known()).hasSize(reviewed.answers().size() + 1);
    }

    @Test
    void withoutBlindAnswersItIsAList() throws IOException {
        write(blind(1, 0, ReviewAnswer.OPEN), label(2, 9), label(3, 10), plain(4, 10, ReviewAnswer.Choice.SKIP));
        Reviewed reviewed = ReviewCsv.read(file(), GIVEN, ROWS);
        assertThat(reviewed.isSample()).isFalse();
        assertThat(reviewed.right()).isEqualTo(Map.of(9, 0));
    }

    @Test
    void labelsThatAreMendedAlreadyAreTakenAndOthersRefused() throws IOException {
        write(label(1, 9));
        assertThat(ReviewCsv.read(file(), GIVEN.map(row -> row == 9 ? 0 : GIVEN.get(row)), ROWS)
                        .right())
                .isEqualTo(Map.of(9, 0));
        Labels others = Labels.of(
                        new int[100], List.of("x", "drop", GIVEN.names().get(1)))
                .map(row -> row % 3);
        assertThatThrownBy(() -> ReviewCsv.read(file(), others.map(row -> 0), ROWS))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("the journal is of other labels");
    }

    /** Class "drop" is a label here, not the word. */
    @Test
    void applyTakesDecisions() throws IOException {
        write(
                label(1, 9),
                label(2, 10),
                plain(3, 11, ReviewAnswer.Choice.EXCLUDE),
                plain(4, 12, ReviewAnswer.Choice.UNSURE),
                blind(5, 13, new ReviewAnswer(ReviewAnswer.Choice.KEEP, GIVEN.name(13))));
        Decisions read =
                Decisions.read(file(), GivenLabels.whole(GIVEN), ROWS, Path.of("labels.csv"), Decisions.Rule.DECIDED);
        assertThat(read.edits().labels())
                .isEqualTo(Map.of(9, "drop", 10, GIVEN.names().get(1)));
        assertThat(read.edits().dropped()).isEqualTo(Set.of(11));
        assertThat(read.kept()).isEqualTo(1);
        assertThat(read.open()).isEqualTo(1);
    }
}
