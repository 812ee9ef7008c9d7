package io.rectify.studies;

import io.rectify.formats.CsvOutput;
import io.rectify.formats.LabelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finished cells in a csv file: the key columns, then metric, at and value. The file is replaced as a whole after every cell, so
 * that a killed run leaves the cells before it.
 */
public final class CellStore {
    /** The metric that every cell has: seconds that it took. */
    static final String SECONDS = "seconds";

    private final Path file;
    private final List<String> columns;
    private final Map<Key, List<Measures.Measure>> cells;

    private CellStore(Path file, List<String> columns, Map<Key, List<Measures.Measure>> cells) {
        this.file = file;
        this.columns = columns;
        this.cells = cells;
    }

    /**
     * The cells in a file; none if there is no such file.
     *
     * @param columns key columns
     * @throws io.rectify.formats.DataFormatException if the file is no such file
     */
    public static CellStore open(Path file, List<String> columns) throws IOException {
        Map<Key, List<Measures.Measure>> cells = new LinkedHashMap<>();
        if (Files.exists(file)) {
            List<String> others = new ArrayList<>(columns);
            others.add("at");
            others.add("value");
            LabelTable table = LabelTable.read(file, "metric", others.toArray(new String[0]));
            for (int row = 0; row < table.size(); row++) {
                Map<String, String> values = new LinkedHashMap<>();
                for (String column : columns) {
                    String value = table.column(column).get(row);
                    if (!value.isEmpty()) {
                        values.put(column, value);
                    }
                }
                cells.computeIfAbsent(new Key(values), key -> new ArrayList<>())
                        .add(new Measures.Measure(
                                table.labels().get(row),
                                table.column("at").get(row),
                                table.column("value").get(row)));
            }
        }
        return new CellStore(file, columns, cells);
    }

    public boolean has(Key key) {
        return cells.containsKey(key);
    }

    /** Keeps a finished cell. */
    public void add(Key key, Measures measures, double seconds) throws IOException {
        measures.put(SECONDS, seconds);
        cells.put(key, List.copyOf(measures.all()));
        save();
    }

    private void save() throws IOException {
        List<String> header = new ArrayList<>(columns);
        header.addAll(List.of("metric", "at", "value"));
        CsvOutput.write(
                file,
                header,
                cells.entrySet().stream()
                        .flatMap(cell -> cell.getValue().stream().map(measure -> line(cell.getKey(), measure))));
    }

    private List<String> line(Key key, Measures.Measure measure) {
        List<String> line = new ArrayList<>();
        columns.forEach(column -> line.add(key.get(column)));
        line.add(measure.metric());
        line.add(measure.at());
        line.add(measure.value());
        return line;
    }

    /**
     * The measures of cells.
     *
     * @throws IllegalStateException if one is not finished
     */
    Results results(List<Key> wanted) {
        Map<Key, List<Measures.Measure>> chosen = new LinkedHashMap<>();
        for (Key key : wanted) {
            if (!has(key)) {
                throw new IllegalStateException(file + " has no cell " + key);
            }
            chosen.put(key, Objects.requireNonNull(cells.get(key)));
        }
        return new Results(chosen);
    }
}
