package io.rectify.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.data.Groups;
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
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an audit found, read back from its directory: the rows that had a label, the judgement on each, and the rows that say so. Immutable
 * and safe for any number of threads; rows are 0 … N−1 here, whatever their numbers in the table.
 */
public final class AuditedRows implements Closeable {
    public static final String LABELS = "labels.csv";
    public static final String NEIGHBOURS = "neighbours.csv";
    public static final String SOFT_LABELS = "soft_labels.npy";
    public static final String COPIES = "copies.csv";
    public static final String NOISE = "noise_matrix.csv";
    public static final String METRICS = "metrics.json";

    private static final int FINGERPRINT_PIECE = 1 << 16;
    private static final int FINGERPRINT_DIGITS = 32;

    private final RowNames names;
    private final Labels given;
    private final int[] suggested;
    private final double[] wrong;
    private final int[] ranking;
    private final boolean[] flagged;
    private final Map<Integer, List<Neighbour>> neighbours;
    private final int[] duplicates;
    private final int[] outliers;
    private final Groups copies;
    private final NpyRows outputs;

    private AuditedRows(Table table, List<String> classes, Finds finds, NpyRows outputs) {
        this.names = table.names();
        this.given = Labels.of(table.given(), classes);
        this.suggested = table.suggested();
        this.wrong = table.wrong();
        this.ranking = table.ranking();
        this.flagged = new boolean[names.size()];
        for (int row : table.flagged()) {
            flagged[row] = true;
        }
        this.neighbours = finds.neighbours;
        this.duplicates = finds.duplicates;
        this.outliers = finds.outliers;
        this.copies = finds.copies;
        this.outputs = outputs;
    }

    private record Finds(Map<Integer, List<Neighbour>> neighbours, int[] duplicates, int[] outliers, Groups copies) {}

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
            if (outputs.columns() != classes.size() || outputs.rows() != table.rows()) {
                throw new DataFormatException(
                        DataLocation.in(directory.resolve(SOFT_LABELS)),
                        "expected " + table.rows() + " rows of " + classes.size() + " classes but found "
                                + outputs.rows() + " rows of " + outputs.columns());
            }
            int[] numbers = table.names().numbers();
            JsonNode metrics = metrics(directory.resolve(METRICS));
            Finds finds = new Finds(
                    neighbours(directory.resolve(NEIGHBOURS), numbers),
                    rows(metrics.path("near_duplicates_with_other_labels"), numbers, "first", "second"),
                    rows(metrics.path("outliers"), numbers, "row"),
                    copies(directory.resolve(COPIES), numbers));
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
    private static int[] rows(JsonNode list, int[] numbers, String... fields) {
        Set<Integer> rows = new LinkedHashSet<>();
        for (JsonNode entry : list) {
            for (String field : fields) {
                int row = Arrays.binarySearch(numbers, entry.path(field).asInt(-1));
                if (row >= 0) {
                    rows.add(row);
                }
            }
        }
        return rows.stream().mapToInt(row -> row).toArray();
    }

    private static Map<Integer, List<Neighbour>> neighbours(Path file, int[] numbers) throws IOException {
        Map<Integer, List<Neighbour>> all = new HashMap<>();
        if (!hasRows(file)) {
            return all;
        }
        try (CsvTable table = CsvTable.open(file)) {
            int row = table.column("row");
            int neighbour = table.column("neighbour_row");
            int weight = table.column("weight");
            while (table.next()) {
                int from = Arrays.binarySearch(numbers, whole(table, row));
                int to = Arrays.binarySearch(numbers, whole(table, neighbour));
                if (from < 0 || to < 0) {
                    throw table.problem("expected rows of " + LABELS);
                }
                all.computeIfAbsent(from, same -> new ArrayList<>()).add(new Neighbour(to, number(table, weight)));
            }
        }
        return all;
    }

    /** Clusters of copies; none of an audit by a version that did not list them. */
    private static Groups copies(Path file, int[] numbers) throws IOException {
        int[] firsts = IntStream.range(0, numbers.length).toArray();
        if (!Files.isRegularFile(file) || !hasRows(file)) {
            return Groups.of(firsts);
        }
        try (CsvTable table = CsvTable.open(file)) {
            int row = table.column("row");
            int first = table.column("copy_of");
            while (table.next()) {
                int of = Arrays.binarySearch(numbers, whole(table, row));
                int copyOf = Arrays.binarySearch(numbers, whole(table, first));
                if (of < 0 || copyOf < 0) {
                    throw table.problem("expected rows of " + LABELS);
                }
                firsts[of] = copyOf;
            }
        }
        return Groups.of(firsts);
    }

    /** Whether there is more than a header. */
    private static boolean hasRows(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.limit(2).count() == 2;
        }
    }

    private static int whole(CsvTable table, int column) throws DataFormatException {
        try {
            return Integer.parseInt(table.field(column));
        } catch (NumberFormatException e) {
            throw table.problem("expected a whole number in column "
                    + table.header().get(column) + " but found " + Excerpt.quoted(table.field(column)));
        }
    }

    private static double number(CsvTable table, int column) throws DataFormatException {
        try {
            return Double.parseDouble(table.field(column));
        } catch (NumberFormatException e) {
            throw table.problem("expected a number in column " + table.header().get(column) + " but found "
                    + Excerpt.quoted(table.field(column)));
        }
    }

    /** labels.csv, of whose rows those with a label are kept. */
    private record Table(
            RowNames names, int[] given, int[] suggested, double[] wrong, int[] ranking, int[] flagged, int rows) {
        static Table read(Path file, List<String> classes) throws IOException {
            Map<String, Integer> indices = new HashMap<>();
            classes.forEach(name -> indices.put(name, indices.size()));
            List<String> ids = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            IntStream.Builder numbers = IntStream.builder();
            IntStream.Builder givens = IntStream.builder();
            IntStream.Builder suggestions = IntStream.builder();
            DoubleStream.Builder wrongs = DoubleStream.builder();
            IntStream.Builder ranks = IntStream.builder();
            IntStream.Builder flagged = IntStream.builder();
            int rows = 0;
            int labelled = 0;
            try (CsvTable table = CsvTable.open(file)) {
                int id = table.header().indexOf("id");
                int text = table.header().indexOf("text");
                int row = table.column("row");
                int given = table.column("given");
                int suggested = table.column("suggested");
                int wrong = table.column("p_wrong");
                int rank = table.column("rank");
                int label = table.column("label");
                for (; table.next(); rows++) {
                    if (table.field(given).isEmpty()) {
                        continue;
                    }
                    if (!table.field(label).equals(table.field(given))) {
                        flagged.add(labelled);
                    }
                    labelled++;
                    numbers.add(whole(table, row));
                    givens.add(index(table, given, indices));
                    suggestions.add(index(table, suggested, indices));
                    wrongs.add(number(table, wrong));
                    ranks.add(whole(table, rank));
                    if (id >= 0) {
                        ids.add(table.field(id));
                    }
                    if (text >= 0) {
                        texts.add(table.field(text));
                    }
                }
            }
            return new Table(
                    new RowNames(numbers.build().toArray(), ids, texts),
                    givens.build().toArray(),
                    suggestions.build().toArray(),
                    wrongs.build().toArray(),
                    ranking(ranks.build().toArray(), file),
                    flagged.build().toArray(),
                    rows);
        }

        private static int index(CsvTable table, int column, Map<String, Integer> indices) throws DataFormatException {
            Integer index = indices.get(table.field(column));
            if (index == null) {
                throw table.problem("expected a class of " + NOISE + " in column "
                        + table.header().get(column) + " but found " + Excerpt.quoted(table.field(column)));
            }
            return index;
        }

        /** Rows by their rank. */
        private static int[] ranking(int[] ranks, Path file) throws DataFormatException {
            int[] ranking = new int[ranks.length];
            boolean[] seen = new boolean[ranks.length];
            for (int i = 0; i < ranks.length; i++) {
                int rank = ranks[i];
                if (rank < 1 || rank > ranks.length || seen[rank - 1]) {
                    throw new DataFormatException(
                            DataLocation.in(file).withColumn("rank"),
                            "expected each rank from 1 to " + ranks.length + " once but found " + rank
                                    + (rank < 1 || rank > ranks.length ? "" : " twice"));
                }
                seen[rank - 1] = true;
                ranking[rank - 1] = i;
            }
            return ranking;
        }
    }

    /** What the N rows are called. */
    public RowNames names() {
        return names;
    }

    /** The row of a number in the table; none if it has no label, or there is none. */
    public OptionalInt index(int number) {
        int index = Arrays.binarySearch(names.numbers(), number);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
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

    /** Rows that are all but equal, whatever their labels: clusters of near-duplicates. */
    public Groups copies() {
        return copies;
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
        StringBuilder text = new StringBuilder();
        given.names().forEach(name -> text.append(name).append('\0'));
        for (int i = 0; i < names.size(); i++) {
            text.append(names.number(i)).append(' ').append(given.get(i)).append(' ');
            text.append(names.id(i)).append('\0');
            if (text.length() > FINGERPRINT_PIECE) {
                sha.add(text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
            }
        }
        return sha.add(text.toString().getBytes(StandardCharsets.UTF_8)).hex().substring(0, FINGERPRINT_DIGITS);
    }

    @Override
    public void close() {
        outputs.close();
    }
}
