package io.rectify.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.rectify.audit.ReviewSample;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The lines of a {@link ReviewJournal}: JSON objects whose last field is the CRC-32C of all bytes before it. */
final class ReviewLines {
    /** How the first line of a journal begins. */
    static final String MARK = "{\"journal\":\"rectify review\"";

    private static final JsonFactory JSON = new JsonFactory();
    private static final String CHECKSUM = ",\"crc\":\"";
    private static final int CHECKSUM_LENGTH = CHECKSUM.length() + 8 + 2;
    private static final int VERSION = 1;
    private static final int FIELDS = 28;
    private static final String FORM = "0000-00-00T00:00:00.000Z";
    private static final int MILLISECOND = FORM.length();

    private ReviewLines() {}

    static byte[] header(ReviewJournal.Header header) throws IOException {
        return line(json -> {
            json.writeStringField("journal", "rectify review");
            json.writeNumberField("version", VERSION);
            json.writeStringField("data", header.data());
            json.writeNumberField("rows", header.rows());
            json.writeNumberField("sample", header.sample());
            json.writeNumberField("seed", header.seed());
        });
    }

    static byte[] entry(ReviewEntry entry) throws IOException {
        ReviewEntry.Action action = entry.action();
        return line(json -> {
            json.writeNumberField("seq", entry.sequence());
            json.writeStringField("time", action.time().toString());
            json.writeStringField("reviewer", action.reviewer());
            json.writeStringField("event", action.event());
            json.writeNumberField("part", action.part());
            json.writeNumberField("parts", action.parts());
            json.writeStringField("kind", action.kind().toString());
            json.writeStringField("queue", action.queue());
            json.writeNumberField("row", entry.row());
            json.writeStringField("id", entry.id());
            json.writeStringField("given", entry.given());
            json.writeStringField("suggested", entry.suggested());
            answer(json, "answer", "right_label", entry.answer());
            if (!entry.vote().equals(entry.answer())) {
                answer(json, "vote", "vote_label", entry.vote());
            }
            if (entry.blind().isPresent()) {
                ReviewEntry.Blind blind = entry.blind().get();
                answer(json, "blind_answer", "blind_label", blind.answer());
                if (!blind.vote().equals(blind.answer())) {
                    answer(json, "blind_vote", "blind_vote_label", blind.vote());
                }
                json.writeNumberField("stratum", blind.drawn().stratum());
                json.writeNumberField("inclusion", blind.drawn().inclusion());
            }
            json.writeNumberField("base", entry.base());
            json.writeNumberField("millis", entry.millis());
        });
    }

    private static void answer(JsonGenerator json, String name, String label, ReviewAnswer answer) throws IOException {
        json.writeStringField(name, answer.choice().toString());
        json.writeStringField(label, answer.label());
    }

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] line(Content content) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        }
        String object = text.toString();
        String open = object.substring(0, object.length() - 1);
        byte[] bytes = open.getBytes(StandardCharsets.UTF_8);
        return (open + CHECKSUM + checksum(bytes, bytes.length) + "\"}\n").getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isChecked(byte[] bytes, int open) {
        byte[] end = (CHECKSUM + checksum(bytes, open) + "\"}").getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(bytes, open, bytes.length, end, 0, end.length);
    }

    private static String checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** The fields of a line, if it is whole: as texts, by name. */
    private static Fields fields(byte[] bytes, DataLocation place) throws IOException {
        int open = bytes.length - CHECKSUM_LENGTH;
        if (open < 1 || !isChecked(bytes, open)) {
            throw new DataFormatException(
                    place,
                    "is not as it was written: its checksum differs; take the journal from a copy, or delete what begins here");
        }
        Fields fields = new Fields();
        try (JsonParser json = JSON.createParser(bytes)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                fields.add(name, json.getText());
            }
        } catch (JsonProcessingException e) {
            throw new DataFormatException(place, "expected JSON but: " + e.getOriginalMessage());
        }
        return fields;
    }

    static ReviewJournal.Header readHeader(byte[] bytes, DataLocation place) throws IOException {
        Read read = new Read(fields(bytes, place), place);
        if (read.number("version") != VERSION) {
            throw new DataFormatException(
                    place.withColumn("version"),
                    "a journal of a later rectify: expected " + VERSION + " but found " + read.number("version"));
        }
        return new ReviewJournal.Header(
                read.text("data"), (int) read.number("rows"), (int) read.number("sample"), read.number("seed"));
    }

    static ReviewEntry readEntry(byte[] bytes, DataLocation place) throws IOException {
        Read read = new Read(fields(bytes, place), place);
        int row = (int) read.number("row");
        Optional<ReviewEntry.Blind> blind = read.fields.has("blind_answer")
                ? Optional.of(new ReviewEntry.Blind(
                        read.answer("blind_answer", "blind_label"),
                        read.vote("blind_vote", "blind_vote_label", read.answer("blind_answer", "blind_label")),
                        new ReviewSample.Row(row, (int) read.number("stratum"), read.real("inclusion"))))
                : Optional.empty();
        return new ReviewEntry(
                read.number("seq"),
                new ReviewEntry.Action(
                        read.time(),
                        read.text("reviewer"),
                        read.text("event"),
                        (int) read.number("part"),
                        (int) read.number("parts"),
                        read.word(ReviewEntry.Kind.class, "kind"),
                        read.text("queue")),
                row,
                read.text("id"),
                read.text("given"),
                read.text("suggested"),
                read.answer("answer", "right_label"),
                read.vote("vote", "vote_label", read.answer("answer", "right_label")),
                blind,
                read.number("base"),
                read.number("millis"));
    }

    /** Fields of a line by name, which are looked for where the last one was found: they are read in the order in which they were written. */
    private static final class Fields {
        private final List<String> names = new ArrayList<>(FIELDS);
        private final List<String> values = new ArrayList<>(FIELDS);
        private int next;

        void add(String name, String value) {
            names.add(name);
            values.add(value);
        }

        boolean has(String name) {
            return get(name) != null;
        }

        @Nullable
        String get(String name) {
            for (int i = 0; i < names.size(); i++) {
                int at = (next + i) % names.size();
                if (names.get(at).equals(name)) {
                    next = at + 1;
                    return values.get(at);
                }
            }
            return null;
        }
    }

    /** Fields of a line, each of which has to be there. */
    private record Read(Fields fields, DataLocation place) {
        String text(String name) throws DataFormatException {
            String value = fields.get(name);
            if (value == null) {
                throw new DataFormatException(place.withColumn(name), "expected this field but there is none");
            }
            return value;
        }

        long number(String name) throws DataFormatException {
            String text = text(name);
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw wrong(name, "a whole number", text);
            }
        }

        double real(String name) throws DataFormatException {
            String text = text(name);
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw wrong(name, "a number", text);
            }
        }

        Instant time() throws DataFormatException {
            String text = text("time");
            try {
                return instant(text);
            } catch (DateTimeException e) {
                throw wrong("time", "a time", text);
            }
        }

        /** As {@link Instant#parse}, and several times as fast where it is written to the millisecond, as most are. */
        private static Instant instant(String text) {
            if (text.length() != MILLISECOND || text.charAt(19) != '.' || text.charAt(23) != 'Z') {
                return Instant.parse(text);
            }
            for (int i = 0; i < MILLISECOND - 1; i++) {
                char mark = FORM.charAt(i);
                char c = text.charAt(i);
                if (mark == '0' ? c < '0' || c > '9' : c != mark) {
                    return Instant.parse(text);
                }
            }
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 5, 7),
                            number(text, 8, 10),
                            number(text, 11, 13),
                            number(text, 14, 16),
                            number(text, 17, 19),
                            1_000_000 * number(text, 20, 23))
                    .toInstant(ZoneOffset.UTC);
        }

        private static int number(String text, int from, int to) {
            return Integer.parseInt(text, from, to, 10);
        }

        <T extends Enum<T>> T word(Class<T> type, String name) throws DataFormatException {
            String text = text(name);
            Optional<T> word = ReviewEntry.word(type, text);
            if (word.isEmpty()) {
                throw wrong(name, "one of its words", text);
            }
            return word.get();
        }

        ReviewAnswer answer(String name, String label) throws DataFormatException {
            try {
                return new ReviewAnswer(word(ReviewAnswer.Choice.class, name), text(label));
            } catch (IllegalArgumentException e) {
                throw new DataFormatException(place.withColumn(label), String.valueOf(e.getMessage()));
            }
        }

        /** Where a vote is what holds, it is not written. */
        ReviewAnswer vote(String name, String label, ReviewAnswer otherwise) throws DataFormatException {
            return fields.has(name) ? answer(name, label) : otherwise;
        }

        private DataFormatException wrong(String name, String expected, String found) {
            return new DataFormatException(
                    place.withColumn(name), "expected " + expected + " but found " + Excerpt.quoted(found));
        }
    }
}
