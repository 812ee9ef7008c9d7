package io.rectify.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Columns of which each stands for a class: 1 or true in the one of a row's class, 0 or false in all others.
 *
 * @param positions of the columns; none if labels are no such columns
 * @param classes their names
 */
record OneHot(List<Integer> positions, List<String> classes) {
    static final OneHot NONE = new OneHot(List.of(), List.of());
    static final String ALL = "*";

    boolean isPresent() {
        return !positions.isEmpty();
    }

    /** The class of a row; empty if all its columns are 0 or missing. */
    String label(IntFunction<String> field, DataLocation place) throws DataFormatException {
        List<String> found = new ArrayList<>();
        for (int k = 0; k < positions.size(); k++) {
            String text = field.apply(positions.get(k)).strip();
            if (LabelLists.isOne(text)) {
                found.add(classes.get(k));
            } else if (!text.isEmpty() && !LabelLists.isBit(text)) {
                throw new DataFormatException(
                        place.withColumn(classes.get(k)),
                        "expected 0 or 1, as the label is told by " + positions.size() + " columns, but found "
                                + Excerpt.quoted(text));
            }
        }
        if (found.size() > 1) {
            throw LabelLists.several(place, found);
        }
        return found.isEmpty() ? "" : found.get(0);
    }

    /** An expression of SQL whose text {@link #label} takes apart again: what is in each column, one after another. */
    String sql(List<String> names) {
        return positions.stream()
                .map(position -> "coalesce(CAST(" + DuckDb.name(names.get(position)) + " AS VARCHAR), '')")
                .collect(Collectors.joining(" || chr(31) || ", "(", ")"));
    }

    /** The label of the text that the expression gives. */
    String ofSql(String joined, DataLocation place) throws DataFormatException {
        String[] fields = joined.split("\u001f", -1);
        return label(position -> fields[positions.indexOf(position)], place);
    }

    /** Whether a column is none of ids, of texts or an index. */
    static boolean mayBeClass(List<String> names, int column) {
        String name = names.get(column);
        return !name.equals(TableRole.ID.defaultName())
                && !name.equals(TableRole.TEXT.defaultName())
                && !IndexColumns.isByName(name, column);
    }

    /** All columns, if each row has exactly one 1 and all else is 0. */
    static OneHot ofWhole(List<String> header, List<Integer> columns, List<List<String>> rows) {
        boolean hot = columns.size() > 1
                && !rows.isEmpty()
                && rows.stream()
                        .allMatch(row -> row.size() == header.size()
                                && columns.stream().allMatch(j -> LabelLists.isBit(row.get(j)))
                                && columns.stream()
                                                .filter(j -> LabelLists.isOne(row.get(j)))
                                                .count()
                                        == 1);
        return hot ? new OneHot(columns, columns.stream().map(header::get).toList()) : NONE;
    }

    /**
     * Columns by their names, separated by commas, or all that begin as {@code label_*} does, whose classes are the rest of the name;
     * {@value #ALL} are all but ids, texts and an index.
     */
    static OneHot named(String wanted, List<String> names) {
        if (wanted.endsWith("*")) {
            String prefix = wanted.substring(0, wanted.length() - 1);
            List<Integer> found = IntStream.range(0, names.size())
                    .filter(j -> prefix.isEmpty()
                            ? mayBeClass(names, j)
                            : names.get(j).startsWith(prefix))
                    .boxed()
                    .toList();
            return new OneHot(
                    found,
                    found.stream()
                            .map(j -> names.get(j).substring(prefix.length()))
                            .toList());
        }
        List<String> parts = List.of(wanted.split(","));
        List<Integer> found = parts.stream().map(names::indexOf).toList();
        return parts.size() < 2 || found.contains(-1) ? NONE : new OneHot(found, parts);
    }
}
