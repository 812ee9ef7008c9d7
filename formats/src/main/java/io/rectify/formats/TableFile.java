package io.rectify.formats;

import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Tables of features with labels, texts and ids: one or several files of any {@link TableFormat} in, one out. */
public final class TableFile {
    private TableFile() {}

    /**
     * The files of a name, in the order of their names; the name's last part may have the wildcards {@code *}, {@code ?},
     * {@code [...]} and <code>{a,b}</code> unless a file is called just so.
     *
     * @throws DataFormatException if there are none
     */
    public static List<Path> files(String nameOrPattern) throws IOException {
        Path path = Path.of(nameOrPattern);
        Path last = path.getFileName();
        if (last == null || Files.exists(path) || !isPattern(last)) {
            return List.of(path);
        }
        Path folder = path.getParent();
        List<Path> found = new ArrayList<>();
        Path place = folder == null ? Path.of("") : folder;
        if (Files.isDirectory(place)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(place, last.toString())) {
                entries.forEach(found::add);
            }
        }
        if (found.isEmpty()) {
            throw new DataFormatException(DataLocation.in(path), "expected files of that pattern but there are none");
        }
        return found.stream().sorted().toList();
    }

    private static boolean isPattern(Path last) {
        return last.toString().matches(".*[*?\\[{].*");
    }

    /** Whether a file's path, whether or not the file exists, is one of a pattern's. */
    public static boolean isOf(Path pattern, Path file) {
        Path last = pattern.getFileName();
        Path name = file.getFileName();
        return last != null
                && name != null
                && isPattern(last)
                && Objects.equals(pattern.getParent(), file.getParent())
                && file.getFileSystem().getPathMatcher("glob:" + last).matches(name);
    }

    /**
     * Opens a file for reading block by block.
     *
     * @throws DataFormatException if the file is missing, of no known format, damaged, or lacks a column that is named
     * @throws IOException if reading fails
     */
    public static TableReader open(Path file, TableOptions options) throws IOException {
        TableFormat format = TableFormat.of(file);
        if (options.hashed() && options.readFeatures() && format != TableFormat.LIBSVM) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected a libsvm file, of which features can be hashed; those of other formats are all held");
        }
        return format.open(file, options);
    }

    /**
     * Opens files as one table whose rows follow each other in the order of the files.
     *
     * @throws IllegalArgumentException if there are no files
     * @throws DataFormatException as {@link #open(Path, TableOptions)}, or if files differ in their number of features or
     *     have other columns of texts; later files are checked when they are reached
     * @throws IOException if reading fails
     */
    public static TableReader open(List<Path> files, TableOptions options) throws IOException {
        return files.size() == 1 ? open(files.get(0), options) : new TableSequence(files, options);
    }

    /**
     * Reads files as one table.
     *
     * @throws DataFormatException as {@link #open(List, TableOptions)}, or if a row does not hold what it should
     * @throws IOException if reading fails
     */
    public static Table read(List<Path> files, TableOptions options) throws IOException {
        try (TableReader reader = open(files, options)) {
            return new TableBuilder(files.get(0), reader).read();
        }
    }

    public static Table read(Path file, TableOptions options) throws IOException {
        return read(List.of(file), options);
    }

    /**
     * Reads the features of a file, or of all files of a pattern, alone.
     *
     * @param nameOrPattern as for {@link #files}
     * @throws DataFormatException as {@link #read(List, TableOptions)}
     * @throws IOException if reading fails
     */
    public static Matrix readFeatures(String nameOrPattern, TableOptions options) throws IOException {
        List<Path> files = files(nameOrPattern);
        if (files.size() == 1 && TableFormat.of(files.get(0)) == TableFormat.NPY) {
            return Npy.readMatrix(files.get(0));
        }
        return read(files, options.withoutTexts()).features();
    }

    /**
     * Columns of texts without features.
     *
     * @param columns of N texts each
     * @param use which columns they are
     */
    public record Texts(Map<TableRole, List<String>> columns, TableUse use) {}

    /**
     * Reads the columns of texts alone. An npy file has labels: integers, truth values, texts, or rows of one 1 among zeros.
     *
     * @throws DataFormatException as {@link #read(Path, TableOptions)}
     * @throws IOException if reading fails
     */
    public static Texts readTexts(Path file, TableOptions options) throws IOException {
        if (TableFormat.of(file) == TableFormat.NPY) {
            try (NpzEntry array = NpzEntry.ofNpy(file)) {
                return new Texts(
                        Map.of(TableRole.LABEL, array.texts()),
                        new TableUse("", Map.of(TableRole.LABEL, "the array"), List.of(), List.of()));
            }
        }
        try (TableReader reader = open(file, options.withoutFeatures());
                Table table = new TableBuilder(file, reader).read()) {
            return new Texts(table.texts(), reader.schema().use());
        }
    }

    /**
     * Writes all rows of a reader; the file appears whole or not at all. Columns of texts that its {@linkplain
     * TableFormat#roles format} cannot hold are left out.
     *
     * @return the number of rows
     * @throws IllegalArgumentException if the file's name ends like no known format
     * @throws OutputException if the file cannot be written
     * @throws DataFormatException if the reader finds a fault
     * @throws IOException if reading or writing fails
     */
    public static long write(Path file, TableReader reader) throws IOException {
        TableFormat format = TableFormat.ofOutput(file);
        Set<TableRole> kept = EnumSet.noneOf(TableRole.class);
        kept.addAll(reader.schema().roles());
        kept.retainAll(format.roles());
        TableSchema schema = reader.schema().withRoles(kept);
        AtomicLong rows = new AtomicLong();
        AtomicOutput.file(file, temporary -> {
            try (TableWriter writer = format.create(temporary, file, schema)) {
                RowBlock block = RowBlock.of(reader.schema());
                while (reader.read(block)) {
                    writer.write(block);
                    rows.addAndGet(block.rows());
                }
                writer.finish();
            }
        });
        return rows.get();
    }

    /** Writes a table that is in memory, as {@link #write(Path, TableReader)} does. */
    public static long write(Path file, Table table) throws IOException {
        try (TableReader reader = new MemoryTableReader(table)) {
            return write(file, reader);
        }
    }
}
