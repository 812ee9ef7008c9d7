package io.rectify.run;

import io.rectify.data.ClassOrder;
import io.rectify.data.Probabilities;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.Table;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.linalg.Guard;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Class probabilities of any model, N×K, from a file of any {@link TableFormat}. Columns that have names are matched with the
 * classes by them, in any order and among others, also where all of them have something before or after the class, such as {@code
 * class_}; columns that have none, of npy or of one column of lists, are in the order of the classes. Columns may be of more classes
 * than there are labels of: named ones where only with them rows sum to 1, unnamed ones where classes are numbers from 0 on.
 *
 * @param probabilities N×K
 * @param classNames the K classes, sorted; those that were asked for and perhaps more
 * @param isNamed whether columns were matched by name
 */
public record ProbabilityFile(Probabilities probabilities, List<String> classNames, boolean isNamed)
        implements AutoCloseable {
    private static final double TOLERANCE = 1e-3;

    public ProbabilityFile {
        classNames = List.copyOf(classNames);
    }

    /**
     * Reads probabilities of just the given classes.
     *
     * @throws DataFormatException as {@link #match}, or if there are more classes
     */
    public static Probabilities read(Path file, List<String> classNames, int rows) throws IOException {
        ProbabilityFile read = match(file, classNames, Optional.empty(), rows, TableOptions.DEFAULTS);
        try (Guard<RuntimeException> guard = Guard.of(read::close)) {
            if (read.classNames().size() != classNames.size()) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected " + classNames.size() + " classes but found "
                                + read.classNames().size());
            }
            return guard.release(read.probabilities());
        }
    }

    /**
     * Reads probabilities.
     *
     * @param classNames classes that there must be
     * @param order which rows of the file to take, N of them; none for all
     * @param rows how many rows there must be
     * @param options how the file is written
     * @throws DataFormatException if the file cannot be read, a class has no column, the number of rows or columns is another, or
     *     a row is no probability vector
     * @throws IOException if reading fails
     */
    public static ProbabilityFile match(
            Path file, List<String> classNames, Optional<int[]> order, int rows, TableOptions options)
            throws IOException {
        try (Table table = TableFile.read(file, numbersOnly(options))) {
            List<String> names = table.featureNames();
            List<String> known = ClassOrder.distinctSorted(classNames);
            Columns columns = names.isEmpty()
                    ? unnamed(file, known, classNames, table, rows)
                    : named(file, classNames, names, table.features());
            if (order.isEmpty() && table.rows() != rows) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected " + rows + " rows of " + classNames.size() + " classes but found " + table.rows()
                                + " rows of " + columns.classes.size());
            }
            Matrix selected = selected(table.features(), columns.positions, order);
            try (Guard<RuntimeException> guard = Guard.of(selected::close)) {
                return guard.release(
                        new ProbabilityFile(Probabilities.of(selected), columns.classes, !names.isEmpty()));
            }
        } catch (IllegalArgumentException e) {
            throw new DataFormatException(DataLocation.in(file), String.valueOf(e.getMessage()));
        }
    }

    /** All columns of numbers, whatever they are called: a class may be called label. */
    private static TableOptions numbersOnly(TableOptions options) {
        TableOptions numbers = options.withoutTexts().withOptional(Set.of(TableRole.values()));
        for (TableRole role : TableRole.values()) {
            numbers = numbers.withRole(role, "\0");
        }
        return numbers;
    }

    private record Columns(List<String> classes, List<Integer> positions) {
        /** In the order that classes always have. */
        Columns sorted(List<String> first) {
            List<String> order = classes.size() == first.size() ? first : ClassOrder.distinctSorted(classes);
            return new Columns(
                    order,
                    order.stream()
                            .map(name -> positions.get(classes.indexOf(name)))
                            .toList());
        }
    }

    private static Columns unnamed(Path file, List<String> sorted, List<String> classNames, Table table, int rows)
            throws DataFormatException {
        int count = table.features().columns();
        List<Integer> all = IntStream.range(0, count).boxed().toList();
        if (count == classNames.size()) {
            return new Columns(classNames, all);
        }
        List<String> counted = all.stream().map(String::valueOf).toList();
        if (count > sorted.size() && counted.containsAll(sorted)) {
            return new Columns(counted, all);
        }
        throw new DataFormatException(
                DataLocation.in(file),
                "expected " + rows + " rows of " + classNames.size() + " classes but found " + table.rows()
                        + " rows of " + count
                        + (count > sorted.size() ? "; columns of more classes than labels have need names" : ""));
    }

    private static Columns named(Path file, List<String> classNames, List<String> names, Matrix matrix)
            throws DataFormatException {
        Affix affix = affix(classNames, names);
        List<String> classes = new ArrayList<>(classNames);
        List<Integer> positions = new ArrayList<>();
        for (String name : classNames) {
            int position = names.indexOf(affix.of(name));
            if (position < 0) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected a column " + Excerpt.quoted(name) + " but the columns are "
                                + names.stream().limit(10).map(Excerpt::quoted).collect(Collectors.joining(", ")));
            }
            if (names.lastIndexOf(affix.of(name)) != position) {
                throw new DataFormatException(
                        DataLocation.in(file), "expected one column " + Excerpt.quoted(name) + " but there are two");
            }
            positions.add(position);
        }
        Optional<Integer> off = firstOff(matrix, positions);
        if (off.isEmpty()) {
            return new Columns(classes, positions);
        }
        for (int j = 0; j < names.size(); j++) {
            if (!positions.contains(j) && affix.fits(names.get(j))) {
                positions.add(j);
                classes.add(affix.classOf(names.get(j)));
            }
        }
        if (positions.size() > classNames.size() && firstOff(matrix, positions).isEmpty()) {
            return new Columns(classes, positions).sorted(classNames);
        }
        throw new DataFormatException(
                DataLocation.in(file).withRow(off.get()),
                "expected probabilities that sum to 1 over the columns of the " + classNames.size()
                        + " classes but they sum to "
                        + (float) sum(matrix.row(off.get()), positions.subList(0, classNames.size())));
    }

    /** What stands before and after the class in the names of all columns. */
    private record Affix(String before, String after) {
        String of(String name) {
            return before + name + after;
        }

        boolean fits(String column) {
            return column.length() > before.length() + after.length()
                    && column.startsWith(before)
                    && column.endsWith(after);
        }

        String classOf(String column) {
            return column.substring(before.length(), column.length() - after.length());
        }
    }

    private static Affix affix(List<String> classNames, List<String> names) {
        String first = classNames.get(0);
        Affix plain = new Affix("", "");
        if (names.containsAll(classNames)) {
            return plain;
        }
        for (String name : names) {
            for (int at = name.indexOf(first); at >= 0; at = name.indexOf(first, at + 1)) {
                Affix affix = new Affix(name.substring(0, at), name.substring(at + first.length()));
                if (classNames.stream().map(affix::of).allMatch(names::contains)) {
                    return affix;
                }
            }
        }
        return plain;
    }

    /** The first row that does not sum to 1 over some columns. */
    private static Optional<Integer> firstOff(Matrix matrix, List<Integer> columns) {
        for (int i = 0; i < matrix.rows(); i++) {
            if (!(Math.abs(sum(matrix.row(i), columns) - 1) <= TOLERANCE)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static double sum(float[] row, List<Integer> columns) {
        double sum = 0;
        for (int column : columns) {
            sum += row[column];
        }
        return sum;
    }

    private static Matrix selected(Matrix matrix, List<Integer> columns, Optional<int[]> order) {
        int[] rows = order.orElseGet(() -> IntStream.range(0, matrix.rows()).toArray());
        Matrix selected = Matrix.zeros(rows.length, columns.size());
        float[] part = new float[columns.size()];
        for (int i = 0; i < rows.length; i++) {
            float[] row = matrix.row(rows[i]);
            for (int k = 0; k < part.length; k++) {
                part[k] = row[columns.get(k)];
            }
            selected.setRows(i, 1, part);
        }
        return selected;
    }

    /** Classes that are the most probable one of no row. */
    public List<String> neverPredicted() {
        boolean[] predicted = new boolean[classNames.size()];
        for (int best : probabilities.argmax()) {
            predicted[best] = true;
        }
        return IntStream.range(0, predicted.length)
                .filter(k -> !predicted[k])
                .mapToObj(classNames::get)
                .toList();
    }

    /** Frees the probabilities. */
    @Override
    public void close() {
        probabilities.close();
    }
}
