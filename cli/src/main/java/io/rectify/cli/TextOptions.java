package io.rectify.cli;

import io.rectify.formats.LabelFile;
import io.rectify.formats.LabelTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The column of the given labels' file that says what each row is. */
final class TextOptions {
    private static final String TEXT = "text";

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            description = "Column of the given labels' csv to show beside each row. Default: 'text', if there is one.")
    @Nullable
    String column;

    /** The name of the column, whether it is there or not. */
    String name() {
        return column == null ? TEXT : column;
    }

    /**
     * The texts of all rows; none if no column is named and there is none called text.
     *
     * @throws IllegalArgumentException if a column is named but the labels are not in a table
     */
    List<String> read(Path labels, String labelColumn) throws IOException {
        if (LabelFile.isNpy(labels)) {
            if (column != null) {
                throw new IllegalArgumentException(
                        "--text-column needs labels in a csv file but they are in " + labels);
            }
            return List.of();
        }
        return column != null || LabelTable.columnNames(labels).contains(TEXT)
                ? LabelTable.read(labels, labelColumn, name()).column(name())
                : List.of();
    }
}
