package io.rectify.run;

import io.rectify.audit.DawidSkene;
import io.rectify.data.ClassOrder;
import io.rectify.data.Probabilities;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.GivenLabels;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.LabelRules;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Answers of several annotators, read from a long table of one answer a line.
 *
 * @param answers each of a row, an annotator and a class
 * @param rows what rows are called: numbers from 0 to the largest, or ids in the order in which they come
 * @param numbered whether they are numbers
 * @param annotators their names, sorted
 * @param classes their names, sorted
 */
public record Annotations(
        List<DawidSkene.Answer> answers,
        List<String> rows,
        boolean numbered,
        List<String> annotators,
        List<String> classes) {
    private static final int MOST_ROWS = 100_000_000;

    /**
     * Reads a file of any format with columns of rows, annotators and labels. Lines without a label are no answers.
     *
     * @param rowColumn holds numbers of rows from 0, or ids
     * @param numbered whether they are numbers
     * @throws DataFormatException if the file cannot be read, a column is missing, or an annotator answers a row twice
     * @throws IOException if reading fails
     */
    public static Annotations read(
            Path file,
            String rowColumn,
            boolean numbered,
            String annotatorColumn,
            String labelColumn,
            TableOptions options,
            LabelRules rules)
            throws IOException {
        TableOptions columns = options.withRole(TableRole.ID, rowColumn)
                .withRole(TableRole.TEXT, annotatorColumn)
                .withRole(TableRole.LABEL, labelColumn);
        TableFile.Texts texts = TableFile.readTexts(file, columns);
        GivenLabels given = LabelColumns.of(file, texts.columns(), texts.use()).training(rules);
        List<String> rowOf = texts.columns().getOrDefault(TableRole.ID, List.of());
        List<String> who = texts.columns().getOrDefault(TableRole.TEXT, List.of());
        List<String> annotators = ClassOrder.distinctSorted(who);
        Map<String, Integer> annotator = new HashMap<>();
        annotators.forEach(name -> annotator.put(name, annotator.size()));
        Map<String, Integer> ids = new HashMap<>();
        List<String> rows = new ArrayList<>();
        int most = -1;
        for (int i = 0; i < rowOf.size(); i++) {
            String row = rowOf.get(i).strip();
            if (numbered && (!row.matches("[0-9]{1,9}") || Integer.parseInt(row) >= MOST_ROWS)) {
                throw new DataFormatException(
                        DataLocation.in(file).withRow(i).withColumn(rowColumn),
                        "expected the number of a row, from 0, but found '" + row + "'");
            }
            most = numbered ? Math.max(most, Integer.parseInt(row)) : most;
            if (!numbered && ids.putIfAbsent(row, ids.size()) == null) {
                rows.add(row);
            }
        }
        for (int row = 0; row <= most; row++) {
            rows.add(Integer.toString(row));
        }
        List<DawidSkene.Answer> answers = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (int k = 0; k < given.rows().length; k++) {
            int i = given.rows()[k];
            String name = rowOf.get(i).strip();
            int row = numbered ? Integer.parseInt(name) : ids.getOrDefault(name, -1);
            int by = annotator.getOrDefault(who.get(i), -1);
            if (!seen.add((long) row * annotators.size() + by)) {
                throw new DataFormatException(
                        DataLocation.in(file).withRow(i),
                        "expected one answer of each annotator to a row but " + who.get(i) + " answers row " + name
                                + " again");
            }
            answers.add(new DawidSkene.Answer(row, by, given.labels().get(k)));
        }
        return new Annotations(
                List.copyOf(answers),
                List.copyOf(rows),
                numbered,
                annotators,
                given.labels().names());
    }

    /** What the annotators say together. */
    public DawidSkene estimate() {
        return DawidSkene.of(answers, rows.size(), annotators.size(), classes.size(), DawidSkene.Options.DEFAULTS);
    }

    /** Answers of each annotator. */
    public int[] counts() {
        int[] counts = new int[annotators.size()];
        answers.forEach(answer -> counts[answer.annotator()]++);
        return counts;
    }

    /**
     * Writes a line for each row: {@code row} or {@code id}, {@code label} (the most probable class), {@code confidence}, {@code majority},
     * {@code answers} (how many), and the probability of each class. Rows without answers have no label. The file can be trained on.
     *
     * @throws io.rectify.formats.OutputException if the file cannot be written
     */
    public void write(Path file, DawidSkene estimate) throws IOException {
        int[] counts = new int[rows.size()];
        answers.forEach(answer -> counts[answer.row()]++);
        double[][] votes = DawidSkene.votes(answers, rows.size(), classes.size());
        List<String> header =
                new ArrayList<>(List.of(numbered ? "row" : "id", "label", "confidence", "majority", "answers"));
        classes.forEach(name -> header.add("p_" + name));
        CsvOutput.write(
                file,
                header,
                IntStream.range(0, rows.size()).mapToObj(i -> line(i, counts[i], estimate.classes()[i], votes[i])));
    }

    private List<String> line(int row, int count, double[] probabilities, double[] votes) {
        int best = best(probabilities);
        List<String> fields = new ArrayList<>(List.of(
                rows.get(row),
                count == 0 ? "" : classes.get(best),
                count == 0 ? "" : number(probabilities[best]),
                count == 0 ? "" : classes.get(best(votes)),
                Integer.toString(count)));
        for (double probability : probabilities) {
            fields.add(number(probability));
        }
        return fields;
    }

    private static int best(double[] values) {
        float[] floats = new float[values.length];
        IntStream.range(0, values.length).forEach(k -> floats[k] = (float) values[k]);
        return Probabilities.argmax(floats);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }
}
