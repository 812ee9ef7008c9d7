package io.rectify.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer.Choice;
import io.rectify.run.ReviewEntry;
import io.rectify.run.ReviewJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalMergeTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    Path folder;

    private Path one;
    private Path other;
    private int events;

    @BeforeEach
    void audits() throws IOException {
        one = SmallAudit.write(folder.resolve("one"));
        other = SmallAudit.write(folder.resolve("other"));
    }

    private static Path journal(Path audit) {
        return audit.resolve(ReviewJournal.NAME);
    }

    private static ReviewSession open(Path audit, int minute) throws IOException {
        return ReviewSession.open(
                AuditedRows.read(audit),
                journal(audit),
                OptionalInt.of(30),
                7,
                Clock.fixed(NOON.plusSeconds(60L * minute), ZoneOffset.UTC));
    }

    private Saved say(ReviewSession session, String reviewer, int row, Choice choice, String label) throws IOException {
        long version = session.item("", "suspicion", row).state().version();
        return session.decide(new Decision("e" + events++, reviewer, "suspicion", row, version, choice, label, 0));
    }

    private JournalMerge.Merged merge(Path... audits) throws IOException {
        return JournalMerge.merge(
                List.of(audits).stream().map(JournalMergeTest::journal).toList(), folder.resolve("merged.jsonl"));
    }

    /** The merged journal as that of an audit. */
    private ReviewSession merged() throws IOException {
        Path audit = SmallAudit.write(folder.resolve("merged"));
        Files.copy(folder.resolve("merged.jsonl"), journal(audit), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return open(audit, 99);
    }

    private List<ReviewEntry> lines() throws IOException {
        List<ReviewEntry> lines = new ArrayList<>();
        ReviewJournal.read(folder.resolve("merged.jsonl"), (action, place) -> lines.addAll(action));
        return lines;
    }

    /**
     * ann began and gave bob a copy. She then said 5 owl, 10 keep; he said 5 owl, 10 dog, 15 keep. Row 0 is of both, once; 5 they agree on, 10
     * they do not.
     */
    @Test
    void byHand() throws IOException {
        try (ReviewSession session = open(one, 0)) {
            say(session, "ann", 0, Choice.LABEL, "dog");
        }
        Files.copy(journal(one), journal(other));
        try (ReviewSession session = open(one, 2)) {
            say(session, "ann", 5, Choice.LABEL, "owl");
            say(session, "ann", 10, Choice.KEEP, "");
        }
        try (ReviewSession session = open(other, 1)) {
            say(session, "bob", 5, Choice.LABEL, "owl");
            say(session, "bob", 10, Choice.LABEL, "dog");
            say(session, "bob", 15, Choice.KEEP, "");
        }
        assertThat(merge(one, other)).isEqualTo(new JournalMerge.Merged(6, 1, 0, 4, 1));
        assertThat(lines().stream().map(line -> line.action().reviewer() + line.row()))
                .containsExactly("ann0", "bob5", "bob10", "bob15", "ann5", "ann10");
        assertThat(lines().stream().map(ReviewEntry::base)).as("what they saw").containsOnly(0L);
        try (ReviewSession session = merged()) {
            assertThat(session.edits().labels()).isEqualTo(Map.of(0, "dog", 5, "owl"));
            assertThat(session.page("", "disputed", 0, 9, true).items().stream().map(Item::row))
                    .containsExactly(10);
            assertThat(session.figures().kept()).isEqualTo(1);
            session.undo("u", "bob");
            session.undo("v", "bob");
            assertThat(session.page("", "disputed", 0, 9, true).items()).isEmpty();
        }
    }

    @Test
    void aJournalMergedWithItselfIsItself() throws IOException {
        try (ReviewSession session = open(one, 0)) {
            say(session, "ann", 0, Choice.LABEL, "dog");
            session.undo("u", "ann");
            say(session, "ann", 5, Choice.EXCLUDE, "");
            session.batch(
                    "b",
                    "ann",
                    "pair:0:1",
                    java.util.Set.of(),
                    session.preview("pair:0:1", java.util.Set.of()).hash());
        }
        merge(one, one);
        assertThat(folder.resolve("merged.jsonl")).hasSameBinaryContentAs(journal(one));
    }

    /** One person at two desks, with undo and redo at both: whatever the order of the clocks, the journal opens, and says what both say. */
    @Test
    void oneReviewerAtTwoDesks() throws IOException {
        for (int trial = 0; trial < 20; trial++) {
            SplittableRandom random = new SplittableRandom(trial);
            for (Path audit : List.of(one, other)) {
                Files.deleteIfExists(journal(audit));
            }
            try (ReviewSession session = open(one, 0)) {
                say(session, "ann", 0, Choice.KEEP, "");
                say(session, "ann", 1, Choice.KEEP, "");
            }
            Files.copy(journal(one), journal(other));
            for (int step = 0; step < 30; step++) {
                // Rows of the two desks differ, but for 0 and 1, which both may take back.
                boolean first = random.nextBoolean();
                try (ReviewSession session = open(first ? one : other, step + 1)) {
                    int what = random.nextInt(5);
                    if (what < 3) {
                        say(session, "ann", (first ? 60 : 2) + random.nextInt(20), Choice.LABEL, "owl");
                    } else if (what == 3) {
                        session.undo("u" + events++, "ann");
                    } else {
                        session.redo("r" + events++, "ann");
                    }
                } catch (NoSuchElementException nothing) {
                    assertThat(nothing).hasMessageContaining("there is nothing to");
                }
            }
            merge(one, other);
            try (ReviewSession a = open(one, 98);
                    ReviewSession b = open(other, 98);
                    ReviewSession both = merged()) {
                for (int row = 2; row < 40; row++) {
                    assertThat(label(both, row)).isEqualTo(label(b, row));
                }
                for (int row = 60; row < 80; row++) {
                    assertThat(label(both, row)).isEqualTo(label(a, row));
                }
            }
        }
    }

    private static String label(ReviewSession session, int row) {
        return session.item("", "suspicion", row).state().label();
    }

    @Test
    void journalsOfOtherDataAreRefused() throws IOException {
        open(one, 0).close();
        open(other, 0).close();
        Path strange = folder.resolve("strange.jsonl");
        ReviewJournal.write(strange, new ReviewJournal.Header("abc", 100, 30, 7), List.of());
        Path out = folder.resolve("merged.jsonl");
        assertThatThrownBy(() -> JournalMerge.merge(List.of(journal(one), strange), out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("strange.jsonl is of other rows");
        assertThatThrownBy(() -> merge(one)).hasMessageContaining("two journals");
        assertThat(out).doesNotExist();
        assertThat(merge(one, other).actions()).isZero();
    }
}
