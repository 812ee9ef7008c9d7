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
        ReviewRecords list = new ReviewRecords(given, rows, true);
        for (Placed placed : last.values()) {
            add(list, placed, placed.entry().answer(), row(placed.entry()));
        }
        if (lastBlind.values().stream()
                .noneMatch(placed -> placed.blind().answer().isLabelled())) {
            return list.reviewed();
        }
        ReviewRecords sample = new ReviewRecords(given, rows, true);
        for (Placed placed : lastBlind.values()) {
            Map<String, String> fields = row(placed.entry());
            fields.put("stratum", Integer.toString(placed.blind().drawn().stratum()));
            fields.put("inclusion", Double.toString(placed.blind().drawn().inclusion()));
            add(sample, placed, placed.blind().answer(), fields);
        }
        return sample.reviewed().with(list.reviewed().right());
    }

    private static void add(ReviewRecords records, Placed placed, ReviewAnswer answer, Map<String, String> fields)
            throws DataFormatException {
        fields.put("right_label", answer.label());
        String given = placed.entry().given();
        String label = records.label(fields, placed.place());
        if (!label.equals(given) && !label.equals(answer.label())) {
            throw new DataFormatException(
                    placed.place().withColumn("given"),
                    "row " + placed.entry().row() + " was reviewed as " + Excerpt.quoted(given) + " but its label is "
                            + Excerpt.quoted(label) + ": the journal is of other labels");
        }
        records.add(fields, placed.place());
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
