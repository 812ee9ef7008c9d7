package io.rectify.cli;

import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.run.RowNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The columns that say what each row is called and what it is. */
final class RowOptions {
    @Option(
            names = "--id-column",
            paramLabel = "NAME",
            description =
                    "Column of the labels' or features' file with the name of each row; rows of two files that both have it "
                            + "are matched by it. Default: 'id', if there is one.")
    @Nullable
    String ids;

    @Mixin
    TextOptions text = new TextOptions();

    @Option(
            names = "--image-column",
            paramLabel = "NAME",
            description =
                    "Column with the path of each row's image (png or jpg), relative to that file; the report shows "
                            + "images from where they lie, instead of texts.")
    @Nullable
    String images;

    /**
     * The names of the columns, for reading files.
     *
     * @throws IllegalArgumentException if both texts and images are named
     */
    TableOptions addTo(TableOptions others) {
        if (images != null && text.column != null) {
            throw new IllegalArgumentException("--image-column and --text-column exclude each other");
        }
        TableOptions options = text.addTo(others);
        options = images == null ? options : options.withRole(TableRole.TEXT, images);
        return ids == null ? options : options.withRole(TableRole.ID, ids);
    }

    /**
     * What the columns hold.
     *
     * @param directory that the report will be written to
     */
    RowTexts of(LabelledRows rows, Path directory) {
        List<String> texts = rows.columns().column(TableRole.TEXT);
        List<String> ids = rows.columns().column(TableRole.ID);
        if (images == null) {
            return RowTexts.of(rows.columns());
        }
        Path from = rows.textFile().toAbsolutePath().normalize().resolveSibling("");
        Path to = directory.toAbsolutePath().normalize();
        List<String> paths =
                texts.stream().map(path -> relative(path, from, to)).toList();
        return new RowTexts(RowNames.of(rows.columns().rows(), ids, paths), true);
    }

    /** A path as a page in a directory refers to it, with slashes; what is no path on the same disk stays as it is. */
    private static String relative(String path, Path from, Path to) {
        if (path.isBlank() || path.contains("://")) {
            return path;
        }
        try {
            return SlashPath.from(to, from.resolve(path).normalize());
        } catch (InvalidPathException e) {
            return path;
        }
    }
}
