package io.rectify.review;

import io.rectify.formats.CsvOutput;
import io.rectify.formats.FormulaCells;
import io.rectify.formats.LabelEdits;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import io.rectify.run.ReviewEntry;
import io.rectify.run.ReviewJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What reviewers leave: decisions as tables and as changes of labels. */
final class Results {
    private static final List<String> TRAIL = List.of(
            "sequence",
            "time",
            "reviewer",
            "kind",
            "queue",
            "row",
            "id",
            "given",
            "suggested",
            "vote",
            "holds",
            "blind",
            "millis");

    private final Path journal;
    private final AuditedRows rows;
    private final RowStates states;
    private final Items items;

    Results(Path journal, AuditedRows rows, RowStates states, Items items) {
        this.journal = journal;
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

    /** Writes what differs from the labels that were given, by row: the label now (empty if the row is to be left out), and who voted how. */
    void writeChanges(Path file, boolean escaped) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        new TreeMap<>(states.rows()).forEach((number, row) -> {
            ReviewAnswer.Choice choice = row.answer().choice();
            if (choice == ReviewAnswer.Choice.LABEL || choice == ReviewAnswer.Choice.EXCLUDE) {
                int index = items.index(number);
                lines.add(List.of(
                        Integer.toString(number),
                        rows.names().id(index),
                        rows.names().text(index),
                        rows.given().name(index),
                        row.answer().label(),
                        votes(row.ballot())));
            }
        });
        write(file, List.of("row", "id", "text", "given", "now", "votes"), lines.stream(), escaped);
    }

    private static String votes(Ballot ballot) {
        return ballot.votes().stream()
                .map(vote -> vote.reviewer() + ": " + said(vote.answer()))
                .collect(Collectors.joining("; "));
    }

    private static String said(ReviewAnswer answer) {
        return answer.isLabelled() ? answer.label() : answer.choice().toString();
    }

    /** Writes every line of the journal: who did what when, and what held from then on. */
    void writeTrail(Path file, boolean escaped) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        ReviewJournal.read(journal, (action, place) -> action.forEach(line -> lines.add(trail(line))));
        write(file, TRAIL, lines.stream(), escaped);
    }

    private static List<String> trail(ReviewEntry line) {
        return List.of(
                Long.toString(line.sequence()),
                line.action().time().toString(),
                line.action().reviewer(),
                line.action().kind().toString(),
                line.action().queue(),
                Integer.toString(line.row()),
                line.id(),
                line.given(),
                line.suggested(),
                said(line.vote()),
                said(line.answer()),
                line.blind().isPresent() ? "yes" : "no",
                Long.toString(line.millis()));
    }

    private static void write(Path file, List<String> header, Stream<List<String>> lines, boolean escaped)
            throws IOException {
        CsvOutput.write(file, header, escaped ? lines.map(FormulaCells::escaped) : lines);
    }
}
