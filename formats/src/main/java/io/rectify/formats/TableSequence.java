package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The rows of several files, one file after another. */
final class TableSequence implements TableReader {
    private final List<Path> files;
    private final TableOptions options;
    private final TableSchema schema;
    private final Optional<SparseExtent> sparse;
    private TableReader current;
    private int next = 1;

    TableSequence(List<Path> files, TableOptions options) throws IOException {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no files");
        }
        this.files = List.copyOf(files);
        Optional<LibsvmTableReader.Extent> extent = TableFormat.of(files.get(0)) == TableFormat.LIBSVM
                ? Optional.of(LibsvmTableReader.Extent.of(files, options))
                : Optional.empty();
        TableOptions common = extent.map(all -> all.addTo(options)).orElse(options);
        this.current = TableFile.open(files.get(0), common);
        this.schema = current.schema().withRows(OptionalLong.empty());
        this.sparse = extent.map(all -> new SparseExtent(all.rows(), schema.columns(), all.values()));
        this.options = schema.names().isEmpty() ? common : common.withFeaturesByName(schema.names());
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public Optional<SparseExtent> sparse() {
        return sparse;
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        while (!current.read(block)) {
            if (next == files.size()) {
                return false;
            }
            current.close();
            current = TableFile.open(files.get(next), options);
            check(files.get(next), current.schema());
            next++;
        }
        return true;
    }

    private void check(Path file, TableSchema found) throws DataFormatException {
        String problem = null;
        if (found.columns() != schema.columns()) {
            problem = "expected " + schema.columns() + " features as in " + files.get(0) + " but found "
                    + found.columns();
        } else if (!found.names().equals(schema.names())) {
            problem = "expected the feature columns of " + files.get(0) + " in their order but found "
                    + Excerpt.list(found.names(), 5);
        } else if (!found.classNames().equals(schema.classNames())) {
            problem = "expected " + classes(schema) + " as in " + files.get(0) + " but found " + classes(found);
        } else if (!found.roles().equals(schema.roles())) {
            problem = "expected " + words(schema) + " as in " + files.get(0) + " but found " + words(found);
        }
        if (problem != null) {
            throw new DataFormatException(DataLocation.in(file), problem);
        }
    }

    private static String classes(TableSchema schema) {
        return schema.classNames().isEmpty()
                ? "labels without names of classes in the metadata"
                : "the classes " + Excerpt.list(schema.classNames(), 5) + " in the metadata";
    }

    private static String words(TableSchema schema) {
        List<String> names =
                schema.roles().stream().sorted().map(TableRole::defaultName).toList();
        return names.isEmpty() ? "no id, text or label" : String.join(", ", names);
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
