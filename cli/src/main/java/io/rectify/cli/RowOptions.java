package io.rectify.cli;

import io.rectify.formats.LabelFile;
import io.rectify.formats.LabelTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The columns of the given labels' file that say what each row is called and what it is. */
final class RowOptions {
    private static final String ID = "id";

    @Option(
            names = "--id-column",
            paramLabel = "NAME",
            description = "Column of the given labels' csv with the name of each row. Default: 'id', if there is one.")
    @Nullable
    String ids;

    @Mixin
    TextOptions text = new TextOptions();

    @Option(
            names = "--image-column",
            paramLabel = "NAME",
            description =
                    "Column with the path of each row's image (png or jpg), relative to the csv; the report shows "
                            + "images from where they lie, instead of texts.")
    @Nullable
    String images;

    /**
     * What the columns hold.
     *
     * @param directory that the report will be written to
     * @throws IllegalArgumentException if a column is named but the labels are not in a table, or both texts and images are
     *     named
     */
    RowTexts read(Path labels, String labelColumn, Path directory) throws IOException {
        if (images != null && text.column != null) {
            throw new IllegalArgumentException("--image-column and --text-column exclude each other");
        }
        if (images == null) {
            return new RowTexts(readIds(labels, labelColumn), text.read(labels, labelColumn), false);
        }
        Path from = labels.toAbsolutePath().normalize().resolveSibling("");
        Path to = directory.toAbsolutePath().normalize();
        List<String> paths = column(labels, labelColumn, "--image-column", images).stream()
                .map(path -> relative(path, from, to))
                .toList();
        return new RowTexts(readIds(labels, labelColumn), paths, true);
    }

    private List<String> readIds(Path labels, String labelColumn) throws IOException {
        if (ids != null) {
            return column(labels, labelColumn, "--id-column", ids);
        }
        return !LabelFile.isNpy(labels) && LabelTable.columnNames(labels).contains(ID)
                ? column(labels, labelColumn, "--id-column", ID)
                : List.of();
    }

    private static List<String> column(Path labels, String labelColumn, String option, String column)
            throws IOException {
        if (LabelFile.isNpy(labels)) {
            throw new IllegalArgumentException(option + " needs labels in a csv file but they are in " + labels);
        }
        return LabelTable.read(labels, labelColumn, column).column(column);
    }

    /** A path as a page in a directory refers to it, with slashes; what is no path on the same disk stays as it is. */
    private static String relative(String path, Path from, Path to) {
        if (path.isBlank() || path.contains("://")) {
            return path;
        }
        try {
            return to.relativize(from.resolve(path).normalize()).toString().replace(File.separatorChar, '/');
        } catch (IllegalArgumentException e) {
            return path;
        }
    }
}
