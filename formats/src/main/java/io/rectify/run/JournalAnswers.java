package io.rectify.run;

import io.rectify.audit.Reviewed;
import io.rectify.data.Labels;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a {@link ReviewJournal} says in the end, row by row. */
final class JournalAnswers {
    private final Map<Integer, Placed> last = new LinkedHashMap<>();
    private final Map<Integer, Placed> lastBlind = new LinkedHashMap<>();

    private record Placed(ReviewEntry entry, DataLocation place) {
        ReviewEntry.Blind blind() {
            return entry.blind().orElseThrow();
        }
    }

    private JournalAnswers() {}

    static JournalAnswers read(Path file) throws IOException {
        JournalAnswers answers = new JournalAnswers();
        ReviewJournal.read(
                file,
                (lines, place) -> lines.forEach(entry -> {
                    answers.last.put(entry.row(), new Placed(entry, place));
                    if (entry.blind().isPresent()) {
                        answers.lastBlind.put(entry.row(), new Placed(entry, place));
                    }
                }));
        answers.lastBlind.values().removeIf(placed -> placed.blind().answer().equals(ReviewAnswer.OPEN));
        return answers;
    }

    /** See {@link ReviewCsv#read}. */
    Reviewed reviewed(Labels given, RowNames rows) throws DataFormatException {
        boolean sampled = isSampled();
        ReviewRecords records = new ReviewRecords(given, rows, true);
        for (Placed placed : (sampled ? lastBlind : last).values()) {
            ReviewEntry entry = placed.entry();
            Map<String, String> fields = row(entry);
            ReviewAnswer answer = sampled ? placed.blind().answer() : entry.answer();
            fields.put("right_label", answer.label());
            if (sampled) {
                fields.put("stratum", Integer.toString(placed.blind().drawn().stratum()));
                fields.put("inclusion", Double.toString(placed.blind().drawn().inclusion()));
            }
            String label = records.label(fields, placed.place());
            if (!label.equals(entry.given()) && !label.equals(answer.label())) {
                throw new DataFormatException(
                        placed.place().withColumn("given"),
                        "row " + entry.row() + " was reviewed as " + Excerpt.quoted(entry.given())
                                + " but its label is " + Excerpt.quoted(label) + ": the journal is of other labels");
            }
            records.add(fields, placed.place());
        }
        return records.reviewed();
    }

    private boolean isSampled() {
        return lastBlind.values().stream()
                .anyMatch(placed -> placed.blind().answer().isLabelled());
    }

    int besideSample() {
        return isSampled()
                ? (int) last.values().stream()
                        .filter(placed -> placed.entry().answer().isLabelled()
                                && !lastBlind.containsKey(placed.entry().row()))
                        .count()
                : 0;
    }

    /** Hands on what was decided in the words of review.csv. */
    void decisions(AnswerFile.Record record) throws DataFormatException {
        for (Placed placed : last.values()) {
            ReviewEntry entry = placed.entry();
            Map<String, String> fields = row(entry);
            fields.put("given", entry.given());
            fields.put("suggested", entry.answer().label());
            fields.put("decision", entry.answer().decision());
            record.add(fields, placed.place());
        }
    }

    private static Map<String, String> row(ReviewEntry entry) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("row", Integer.toString(entry.row()));
        fields.put("id", entry.id());
        return fields;
    }
}
