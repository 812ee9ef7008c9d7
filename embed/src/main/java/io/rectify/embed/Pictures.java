package io.rectify.embed;

import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Pictures, one a row.
 *
 * @param place the folder, or the file that names them
 * @param names paths as a person would write them, with slashes: below the folder, or as the file has them
 * @param files where they are
 * @param skipped links that lead out of the folder, which are left out
 */
public record Pictures(Path place, List<String> names, List<Path> files, int skipped) {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "webp", "bmp", "gif");
    private static final String SLASH = "/";

    public Pictures {
        names = List.copyOf(names);
        files = List.copyOf(files);
    }

    /**
     * All pictures in a folder and in those below it, in the order of their names; what is hidden or has another ending is left out, and
     * so are links that lead out of the folder.
     *
     * @throws DataFormatException if there is none
     */
    public static Pictures below(Path folder) throws IOException {
        Path root = folder.toRealPath();
        List<Path> found = new ArrayList<>();
        int[] skipped = {0};
        collect(root, root, found, skipped);
        if (found.isEmpty()) {
            throw new DataFormatException(
                    DataLocation.in(folder),
                    "expected pictures, in a folder for each class, but there is no file that ends in "
                            + String.join(", ", new TreeSet<>(ENDINGS)));
        }
        List<String> names = found.stream()
                .map(file -> root.relativize(file)
                        .toString()
                        .replace(root.getFileSystem().getSeparator(), SLASH))
                .toList();
        return new Pictures(folder, names, names.stream().map(folder::resolve).toList(), skipped[0]);
    }

    private static void collect(Path root, Path folder, List<Path> found, int[] skipped) throws IOException {
        List<Path> entries;
        try (Stream<Path> list = Files.list(folder)) {
            entries = list.filter(path -> !String.valueOf(path.getFileName()).startsWith("."))
                    .sorted(Comparator.comparing(path -> String.valueOf(path.getFileName())))
                    .toList();
        }
        for (Path entry : entries) {
            if (Files.isSymbolicLink(entry)
                    && !(Files.exists(entry) && entry.toRealPath().startsWith(root))) {
                skipped[0]++;
            } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                collect(root, entry, found, skipped);
            } else if (Files.isRegularFile(entry) && isPicture(entry)) {
                found.add(entry);
            }
        }
    }

    private static boolean isPicture(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * Pictures whose paths are in a column of a table, relative to that file.
     *
     * @param column as for {@link Texts#read}
     * @param format how the table is written
     * @throws DataFormatException as {@link Texts#read}, or if a file is missing
     */
    public static Pictures named(Path table, String column, TextFormat format) throws IOException {
        List<String> names = Texts.read(table, column, format).texts();
        Path place = table.toAbsolutePath().normalize().resolveSibling("");
        List<Path> files = new ArrayList<>();
        for (int row = 0; row < names.size(); row++) {
            Path file = place.resolve(names.get(row));
            if (!Files.isRegularFile(file)) {
                throw new DataFormatException(
                        DataLocation.in(table).withRow(row),
                        "expected the path of a picture but there is no file " + Excerpt.quoted(names.get(row)));
            }
            files.add(file);
        }
        return new Pictures(table, names, files, 0);
    }

    /**
     * The class of each picture by the folder that it lies in: {@code photos/cat/1.jpg} is a cat.
     *
     * @throws DataFormatException if one lies in no folder of a class
     */
    public List<String> classes() throws DataFormatException {
        List<String> classes = new ArrayList<>();
        for (String name : names) {
            int end = name.indexOf(SLASH);
            if (end < 0) {
                throw new DataFormatException(
                        DataLocation.in(place),
                        "expected a folder for each class, as photos/cat/1.jpg, but " + Excerpt.quoted(name)
                                + " lies in none; --labels names a file of labels, matched by id");
            }
            classes.add(name.substring(0, end));
        }
        return classes;
    }

    /** The same without some of them. */
    Pictures without(Set<Integer> rows) {
        int[] kept = IntStream.range(0, files.size())
                .filter(row -> !rows.contains(row))
                .toArray();
        return new Pictures(
                place,
                IntStream.of(kept).mapToObj(names::get).toList(),
                IntStream.of(kept).mapToObj(files::get).toList(),
                skipped);
    }
}
