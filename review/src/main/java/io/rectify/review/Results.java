package io.rectify.review;

import io.rectify.formats.CsvOutput;
import io.rectify.formats.LabelEdits;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What reviewers leave: decisions as tables and as changes of labels. */
final class Results {
    private final AuditedRows rows;
    private final RowStates states;
    private final Items items;

    Results(AuditedRows rows, RowStates states, Items items) {
        this.rows = rows;
        this.states = states;
        this.items = items;
    }

    /** What is to change in the file of labels. */
    LabelEdits edits() {
        Map<Integer, String> labels = new HashMap<>();
        Set<Integer> dropped = new HashSet<>();
        states.rows().forEach((number, row) -> {
            if (row.answer().choice() == ReviewAnswer.Choice.LABEL) {
                labels.put(number, row.answer().label());
            } else if (row.answer().choice() == ReviewAnswer.Choice.EXCLUDE) {
                dropped.add(number);
            }
        });
        return new LabelEdits(labels, dropped);
    }

    /** Writes what is decided in the columns of an audit's review.csv, by row. */
    void writeDecisions(Path file) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        new TreeMap<>(states.rows()).forEach((number, row) -> {
            String word = row.answer().decision();
            if (!word.isEmpty()) {
                int index = items.index(number);
                lines.add(List.of(
                        Integer.toString(number),
                        rows.names().id(index),
                        rows.given().name(index),
                        row.answer().label(),
                        word));
            }
        });
        CsvOutput.write(file, List.of("row", "id", "given", "suggested", "decision"), lines.stream());
    }
}
