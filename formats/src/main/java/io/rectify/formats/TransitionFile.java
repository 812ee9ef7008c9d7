package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A label noise transition matrix from a csv file: row i holds the probabilities that true class i is labelled as each
 * class.
 *
 * <p>Two layouts, told apart by the number of fields of the first line. K fields: K lines of K numbers in the order of
 * the classes. K+1 fields: a header whose first field is ignored and whose others are class names in any order, then K
 * lines of a class name and K numbers.
 */
public final class TransitionFile {
    private static final double SUM_TOLERANCE = 1e-6;
    private static final int MAX_NUMBER_LENGTH = 400;
    private static final String NUMBER = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";

    private final Path file;
    private final List<String> classNames;
    private final Map<String, Integer> indices;
    private final double[][] matrix;

    private TransitionFile(Path file, List<String> classNames) {
        this.file = file;
        this.classNames = classNames;
        this.indices = ClassNames.indices(classNames);
        this.matrix = new double[classNames.size()][];
    }

    /**
     * Reads a K×K matrix.
     *
     * @return the rows and columns in the order of the class names
     * @throws DataFormatException if the file is in neither layout, a class is unknown, missing or named twice, an
     *     entry is not a number from 0 to 1, or a row does not sum to 1 within 1e-6
     * @throws IOException if reading fails
     */
    public static double[][] read(Path file, List<String> classNames) throws IOException {
        TransitionFile reader = new TransitionFile(file, classNames);
        try (CsvRecords records = CsvRecords.open(file, TextFormat.DEFAULTS)) {
            reader.read(records);
        }
        return reader.matrix;
    }

    private void read(CsvRecords records) throws IOException {
        int k = classNames.size();
        CsvRow first = records.next();
        if (first == null || (first.getFieldCount() != k && first.getFieldCount() != k + 1)) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected " + k + " numbers a line, or a header of " + (k + 1) + " fields and " + k
                            + " class names, but "
                            + (first == null
                                    ? "the file is empty"
                                    : "the first line has " + first.getFieldCount() + " fields"));
        }
        if (first.getFieldCount() == k) {
            readPlain(first, records);
        } else {
            readNamed(header(first), records);
        }
    }

    private void readPlain(CsvRow first, CsvRecords records) throws IOException {
        int[] columns = IntStream.range(0, classNames.size()).toArray();
        int row = 0;
        for (CsvRow record = first; record != null; record = records.next()) {
            checkShape(record, row, 0);
            matrix[row] = numbers(record, row, 0, columns);
            row++;
        }
        checkCount(row);
    }

    private void readNamed(int[] columns, CsvRecords records) throws IOException {
        int row = 0;
        for (CsvRow record = records.next(); record != null; record = records.next()) {
            checkShape(record, row, 1);
            int index = index(record.getField(0), location(record).withRow(row));
            if (matrix[index] != null) {
                throw new DataFormatException(
                        location(record).withRow(row),
                        "expected each class once but found " + Excerpt.quoted(record.getField(0)) + " again");
            }
            matrix[index] = numbers(record, row, 1, columns);
            row++;
        }
        checkCount(row);
    }

    /** The class index of each column of numbers. */
    private int[] header(CsvRow record) throws DataFormatException {
        int[] columns = new int[classNames.size()];
        Set<String> seen = new HashSet<>();
        for (int j = 0; j < columns.length; j++) {
            String name = record.getField(j + 1);
            columns[j] = index(name, location(record).withColumn(j + 1L));
            if (!seen.add(name)) {
                throw new DataFormatException(
                        location(record).withColumn(j + 1L),
                        "expected each class once but found " + Excerpt.quoted(name) + " again");
            }
        }
        return columns;
    }

    private int index(String name, DataLocation location) throws DataFormatException {
        Integer index = indices.get(name);
        if (index == null) {
            throw new DataFormatException(location, ClassNames.unknown(name, classNames));
        }
        return index;
    }

    private void checkShape(CsvRow record, int row, int extra) throws DataFormatException {
        int expected = classNames.size() + extra;
        if (record.getFieldCount() != expected) {
            throw new DataFormatException(
                    location(record).withRow(row),
                    "expected " + expected + " fields but found " + record.getFieldCount());
        }
        if (row >= classNames.size()) {
            throw new DataFormatException(
                    location(record).withRow(row), "expected " + classNames.size() + " rows but there are more");
        }
    }

    private void checkCount(int rows) throws DataFormatException {
        if (rows < classNames.size()) {
            throw new DataFormatException(
                    DataLocation.in(file), "expected " + classNames.size() + " rows but found " + rows);
        }
    }

    private double[] numbers(CsvRow record, int row, int skip, int[] columns) throws DataFormatException {
        double[] values = new double[columns.length];
        for (int j = 0; j < columns.length; j++) {
            String column = skip == 0 ? Integer.toString(j) : classNames.get(columns[j]);
            DataLocation location = location(record).withRow(row).withColumn(column);
            values[columns[j]] = number(record.getField(j + skip), location);
        }
        double sum = Arrays.stream(values).sum();
        if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
            throw new DataFormatException(
                    location(record).withRow(row), "expected the row to sum to 1 but it sums to " + sum);
        }
        return values;
    }

    private static double number(String field, DataLocation location) throws DataFormatException {
        String text = field.strip();
        boolean isNumber = text.length() <= MAX_NUMBER_LENGTH && text.matches(NUMBER);
        double value = isNumber ? Double.parseDouble(text) : Double.NaN;
        if (!(value >= 0 && value <= 1)) {
            throw new DataFormatException(location, "expected a number from 0 to 1 but found " + Excerpt.quoted(field));
        }
        return value;
    }

    private DataLocation location(CsvRow record) {
        return DataLocation.in(file).withLine(record.getStartingLineNumber());
    }
}
