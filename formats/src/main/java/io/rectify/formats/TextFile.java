package io.rectify.formats;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Texts from a file, one per row: the lines of a .txt file, or a column of a csv or tsv file with a header. */
public final class TextFile {
    /** The column that holds the texts unless another is named. */
    public static final String DEFAULT_COLUMN = "text";

    private TextFile() {}

    /** Whether a file is read line by line, by its name; others are tables. */
    public static boolean isLines(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".txt");
    }

    /**
     * The texts in the order of their rows; a text may be empty.
     *
     * @param column name of the column, or its position counting from 0; not used for .txt
     * @throws DataFormatException if the file is missing, holds no text, is not in its encoding or no csv, or the column is missing
     * @throws IOException if reading fails
     */
    public static List<String> read(Path file, String column) throws IOException {
        return read(file, column, TextFormat.DEFAULTS);
    }

    /** The same of a file written in another way. */
    public static List<String> read(Path file, String column, TextFormat format) throws IOException {
        return isLines(file) ? lines(file, format) : column(file, column, format);
    }

    private static List<String> lines(Path file, TextFormat format) throws IOException {
        List<String> texts = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(TextReader.open(file, format))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                texts.add(line);
            }
        }
        if (texts.isEmpty()) {
            throw new DataFormatException(DataLocation.in(file), "expected a text on each line but the file is empty");
        }
        return texts;
    }

    private static List<String> column(Path file, String nameOrPosition, TextFormat format) throws IOException {
        List<String> texts = new ArrayList<>();
        try (CsvTable table = CsvTable.open(file, format)) {
            int column = table.column(nameOrPosition);
            while (table.next()) {
                texts.add(table.field(column));
            }
        }
        return texts;
    }
}
