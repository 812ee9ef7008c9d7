package io.rectify.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.data.Labels;
import io.rectify.formats.CsvTable;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.NpyRows;
import io.rectify.formats.Sha256;
import io.rectify.linalg.Guard;
import io.rectify.linalg.Matrix;
import io.rectify.spectral.Neighbour;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What an audit found, read back from its directory: the rows that had a label, the judgement on each, and the rows that say so. Immutable
 * and safe for any number of threads; rows are 0 … N−1 here, whatever their numbers in the table.
 */
public final class AuditedRows implements Closeable {
    public static final String LABELS = "labels.csv";
    public static final String NEIGHBOURS = "neighbours.csv";
    public static final String SOFT_LABELS = "soft_labels.npy";
    public static final String NOISE = "noise_matrix.csv";
    public static final String METRICS = "metrics.json";

    private final RowNames names;
    private final Labels given;
    private final int[] suggested;
    private final double[] wrong;
    private final int[] ranking;
    private final boolean[] flagged;
    private final Map<Integer, List<Neighbour>> neighbours;
    private final int[] duplicates;
    private final int[] outliers;
    private final NpyRows outputs;

    private AuditedRows(Table table, List<String> classes, Finds finds, NpyRows outputs) {
        this.names = table.names();
        this.given = Labels.of(table.given.stream().mapToInt(k -> k).toArray(), classes);
        this.suggested = table.suggested.stream().mapToInt(k -> k).toArray();
        this.wrong = table.wrong.stream().mapToDouble(p -> p).toArray();
        this.ranking = table.ranking();
        this.flagged = new boolean[names.size()];
        table.flagged.forEach(row -> flagged[row] = true);
        this.neighbours = finds.neighbours;
        this.duplicates = finds.duplicates;
        this.outliers = finds.outliers;
        this.outputs = outputs;
    }

    private record Finds(Map<Integer, List<Neighbour>> neighbours, int[] duplicates, int[] outliers) {}

    /**
     * @param directory that {@code rectify audit} wrote
     * @throws IllegalArgumentException if it is none
     * @throws DataFormatException if a file of it is not as the audit wrote it
     */
    public static AuditedRows read(Path directory) throws IOException {
        for (String name : List.of(LABELS, NEIGHBOURS, SOFT_LABELS, NOISE, METRICS)) {
            if (!Files.isRegularFile(directory.resolve(name))) {
                throw new IllegalArgumentException(
                        directory + " has no " + name + "; expected a directory that rectify audit wrote");
            }
        }
        List<String> classes = classes(directory.resolve(NOISE));
        Table table = Table.read(directory.resolve(LABELS), classes);
        NpyRows outputs = NpyRows.open(directory.resolve(SOFT_LABELS));
        try (Guard<RuntimeException> guard = Guard.of(outputs::close)) {
            if (outputs.columns() != classes.size() || outputs.rows() != table.rows) {
                throw new DataFormatException(
                        DataLocation.in(directory.resolve(SOFT_LABELS)),
                        "expected " + table.rows + " rows of " + classes.size() + " classes but found " + outputs.rows()
                                + " rows of " + outputs.columns());
            }
            Map<Integer, Integer> rowOf = new HashMap<>();
            for (int i = 0; i < table.numbers.size(); i++) {
                rowOf.put(table.numbers.get(i), i);
            }
            JsonNode metrics = metrics(directory.resolve(METRICS));
            Finds finds = new Finds(
                    neighbours(directory.resolve(NEIGHBOURS), rowOf),
                    numbers(metrics.path("near_duplicates_with_other_labels"), rowOf, "first", "second"),
                    numbers(metrics.path("outliers"), rowOf, "row"));
            return guard.release(new AuditedRows(table, classes, finds, outputs));
        }
    }

    private static List<String> classes(Path file) throws IOException {
        try (CsvTable table = CsvTable.open(file)) {
            return table.header().subList(1, table.header().size());
        }
    }

    private static JsonNode metrics(Path file) throws IOException {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new DataFormatException(DataLocation.in(file), "expected JSON but: " + e.getOriginalMessage());
        }
    }

    /** Rows that a list names, each once. */
    private static int[] numbers(JsonNode list, Map<Integer, Integer> rowOf, String... fields) {
        Set<Integer> rows = new LinkedHashSet<>();
        for (JsonNode entry : list) {
            for (String field : fields) {
                Integer row = rowOf.get(entry.path(field).asInt(-1));
                if (row != null) {
                    rows.add(row);
                }
            }
        }
        return rows.stream().mapToInt(row -> row).toArray();
    }

    private static Map<Integer, List<Neighbour>> neighbours(Path file, Map<Integer, Integer> rowOf) throws IOException {
        Map<Integer, List<Neighbour>> all = new HashMap<>();
        try (CsvTable table = CsvTable.open(file)) {
            int row = table.column("row");
            int neighbour = table.column("neighbour_row");
            int weight = table.column("weight");
            while (table.next()) {
                Integer from = rowOf.get((int) number(table, row));
                Integer to = rowOf.get((int) number(table, neighbour));
                if (from == null || to == null) {
                    throw table.problem("expected rows of " + LABELS);
                }
                all.computeIfAbsent(from, same -> new ArrayList<>()).add(new Neighbour(to, number(table, weight)));
            }
        }
        return all;
    }

    private static double number(CsvTable table, int column) throws DataFormatException {
        try {
            return Double.parseDouble(table.field(column));
        } catch (NumberFormatException e) {
            throw table.problem("expected a number in column " + table.header().get(column) + " but found "
                    + Excerpt.quoted(table.field(column)));
        }
    }

    /** labels.csv, of which the rows with a label are kept. */
    private static final class Table {
        private final List<Integer> numbers = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private final List<Integer> given = new ArrayList<>();
        private final List<Integer> suggested = new ArrayList<>();
        private final List<Double> wrong = new ArrayList<>();
        private final List<Integer> ranks = new ArrayList<>();
        private final List<Integer> flagged = new ArrayList<>();
        private int rows;

        static Table read(Path file, List<String> classes) throws IOException {
            Table read = new Table();
            Map<String, Integer> indices = new HashMap<>();
            classes.forEach(name -> indices.put(name, indices.size()));
            try (CsvTable table = CsvTable.open(file)) {
                int id = table.header().indexOf("id");
                int text = table.header().indexOf("text");
                int row = table.column("row");
                int given = table.column("given");
                int suggested = table.column("suggested");
                int wrong = table.column("p_wrong");
                int rank = table.column("rank");
                int label = table.column("label");
                while (table.next()) {
                    read.rows++;
                    if (table.field(given).isEmpty()) {
                        continue;
                    }
                    if (!table.field(label).equals(table.field(given))) {
                        read.flagged.add(read.numbers.size());
                    }
                    read.numbers.add((int) number(table, row));
                    read.given.add(index(table, given, indices));
                    read.suggested.add(index(table, suggested, indices));
                    read.wrong.add(number(table, wrong));
                    read.ranks.add((int) number(table, rank));
                    if (id >= 0) {
                        read.ids.add(table.field(id));
                    }
                    if (text >= 0) {
                        read.texts.add(table.field(text));
                    }
                }
            }
            read.checkRanks(file);
            return read;
        }

        private static int index(CsvTable table, int column, Map<String, Integer> indices) throws DataFormatException {
            Integer index = indices.get(table.field(column));
            if (index == null) {
                throw table.problem("expected a class of " + NOISE + " in column "
                        + table.header().get(column) + " but found " + Excerpt.quoted(table.field(column)));
            }
            return index;
        }

        private void checkRanks(Path file) throws DataFormatException {
            boolean[] seen = new boolean[ranks.size()];
            for (int rank : ranks) {
                if (rank < 1 || rank > seen.length || seen[rank - 1]) {
                    throw new DataFormatException(
                            DataLocation.in(file).withColumn("rank"),
                            "expected each rank from 1 to " + seen.length + " once but " + rank + " is not");
                }
                seen[rank - 1] = true;
            }
        }

        int[] ranking() {
            int[] ranking = new int[ranks.size()];
            for (int i = 0; i < ranking.length; i++) {
                ranking[ranks.get(i) - 1] = i;
            }
            return ranking;
        }

        RowNames names() {
            return new RowNames(numbers.stream().mapToInt(n -> n).toArray(), ids, texts);
        }
    }

    /** What the N rows are called. */
    public RowNames names() {
        return names;
    }

    /** Labels of the N rows, of all classes. */
    public Labels given() {
        return given;
    }

    /** Index of the class that a row probably has, which may be the given one. */
    public int suggested(int row) {
        return suggested[row];
    }

    /** Probability that each label is wrong. */
    public double[] wrong() {
        return wrong.clone();
    }

    /** Probability that the label of a row is wrong. */
    public double wrong(int row) {
        return wrong[row];
    }

    /** All rows, the most suspicious first. */
    public int[] ranking() {
        return ranking.clone();
    }

    /** The flagged rows, by row. */
    public int[] flagged() {
        return IntStream.range(0, flagged.length).filter(row -> flagged[row]).toArray();
    }

    public boolean isFlagged(int row) {
        return flagged[row];
    }

    /** Rows whose labels say so, heaviest first; of rows that the audit listed alone. */
    public List<Neighbour> neighbours(int row) {
        return neighbours.getOrDefault(row, List.of());
    }

    /** Rows that are all but equal to one with another label, pair after pair. */
    public int[] duplicates() {
        return duplicates.clone();
    }

    /** Rows far from every class, the farthest first. */
    public int[] outliers() {
        return outliers.clone();
    }

    /** Probability of each class for a row. */
    public float[] probabilities(int row) {
        try (Matrix block = outputs.rowBlock(names.number(row), names.number(row) + 1)) {
            return block.row(0);
        }
    }

    /** SHA-256 of the rows' numbers, ids and labels and of the classes, in 32 digits. */
    public String fingerprint() {
        Sha256 sha = new Sha256();
        given.names().forEach(name -> add(sha, name));
        for (int i = 0; i < names.size(); i++) {
            add(sha, names.number(i) + " " + given.get(i) + " " + names.id(i));
        }
        return sha.hex().substring(0, 32);
    }

    private static void add(Sha256 sha, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] framed = Arrays.copyOf(bytes, bytes.length + 1);
        sha.add(framed);
    }

    @Override
    public void close() {
        outputs.close();
    }
}
