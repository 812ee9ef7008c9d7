package io.rectify.embed;

import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.LabelTable;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableReader;
import io.rectify.formats.TableRole;
import io.rectify.formats.TextFile;
import io.rectify.formats.TextFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The texts of a file, one a row.
 *
 * @param file where they come from
 * @param texts in the order of the rows; some may be empty
 * @param columns that they were in; none if they are lines
 */
public record Texts(Path file, List<String> texts, List<String> columns) {
    private static final int NAMES_SHOWN = 10;
    private static final String BETWEEN_COLUMNS = "\n";

    /** Texts that are in no column. */
    public Texts(Path file, List<String> texts) {
        this(file, texts, List.of());
    }

    /**
     * Reads the lines of a .txt file, or columns of a table; those of several columns are joined by a line break, empty ones
     * left out.
     *
     * @param columns the name of a column, or names with commas between them; if empty, 'text', or else the only one called sentence,
     *     title or content, in csv also the only column
     * @throws DataFormatException if the file is missing, holds no text or is not what its name says, or a column is missing
     * @throws IOException if reading fails
     */
    public static Texts read(Path file, String columns) throws IOException {
        return read(file, columns, TextFormat.DEFAULTS);
    }

    /** The same of a file written in another way. */
    public static Texts read(Path file, String columns, TextFormat format) throws IOException {
        if (TextFile.isLines(file)) {
            if (!columns.isEmpty()) {
                throw new IllegalArgumentException("--text-column is for tables but the texts are lines of " + file);
            }
            return new Texts(file, TextFile.read(file, TextFile.DEFAULT_COLUMN, format));
        }
        List<String> names = names(file, columns, format);
        List<List<String>> read = new ArrayList<>();
        for (String name : names) {
            read.add(column(file, name, format));
        }
        return new Texts(
                file,
                read.size() == 1
                        ? read.get(0)
                        : IntStream.range(0, read.get(0).size())
                                .mapToObj(row -> joined(read.stream().map(column -> column.get(row))))
                                .toList(),
                names);
    }

    private static String joined(Stream<String> fields) {
        return fields.filter(field -> !field.isBlank()).collect(Collectors.joining(BETWEEN_COLUMNS));
    }

    private static boolean isCsv(Path file) throws DataFormatException {
        return TableFormat.ofName(file).orElse(TableFormat.CSV) == TableFormat.CSV;
    }

    private static List<String> names(Path file, String columns, TextFormat format) throws IOException {
        List<String> header = isCsv(file) ? LabelTable.columnNames(file, format) : List.of();
        if (!columns.isEmpty()) {
            return header.contains(columns) ? List.of(columns) : List.of(columns.split(",", -1));
        }
        if (!isCsv(file)) {
            TableOptions texts = TableOptions.DEFAULTS.withText(format).withTexts(EnumSet.of(TableRole.TEXT));
            try (TableReader reader = TableFile.open(file, texts.withoutFeatures())) {
                String found = reader.schema().use().roles().get(TableRole.TEXT);
                return List.of(found == null ? TableRole.TEXT.defaultName() : found);
            }
        }
        String usual = TableRole.TEXT.among(header);
        if (header.size() == 1 || header.contains(usual)) {
            return header.size() == 1 ? header : List.of(usual);
        }
        throw new DataFormatException(
                DataLocation.in(file),
                "expected a column 'text' but the columns are " + Excerpt.list(header, NAMES_SHOWN)
                        + "; --text-column names the one of the texts, or several as in title,body");
    }

    private static List<String> column(Path file, String name, TextFormat format) throws IOException {
        if (isCsv(file)) {
            return TextFile.read(file, name, format);
        }
        List<String> column = TableFile.readTexts(
                        file,
                        TableOptions.DEFAULTS
                                .withText(format)
                                .withRole(TableRole.TEXT, name)
                                .withTexts(EnumSet.of(TableRole.TEXT)))
                .columns()
                .get(TableRole.TEXT);
        if (column == null) {
            throw new DataFormatException(DataLocation.in(file), "expected texts but the file has none");
        }
        return column;
    }

    /** How many texts are empty or blank. */
    public int empty() {
        return (int) texts.stream().filter(String::isBlank).count();
    }

    /** Where the text of a row stands. */
    DataLocation location(int row) {
        DataLocation location = DataLocation.in(file).withRow(row);
        return TextFile.isLines(file) ? location.withLine(row + 1L) : location;
    }
}
