package io.rectify.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What rows are called: their number in the table that they come from, their ids and what they say.
 *
 * @param numbers of N rows, from 0; never changed
 * @param ids of the N rows; empty if there are none
 * @param texts of the N rows; empty if there are none
 */
public record RowNames(int[] numbers, List<String> ids, List<String> texts) {
    /**
     * @throws IllegalArgumentException if there are ids or texts but not as many as rows
     */
    public RowNames {
        ids = List.copyOf(ids);
        texts = List.copyOf(texts);
        if ((!ids.isEmpty() && ids.size() != numbers.length) || (!texts.isEmpty() && texts.size() != numbers.length)) {
            throw new IllegalArgumentException(
                    ids.size() + " ids and " + texts.size() + " texts for " + numbers.length + " rows");
        }
    }

    /** All rows of a table. */
    public static RowNames of(int rows, List<String> ids, List<String> texts) {
        return new RowNames(IntStream.range(0, rows).toArray(), ids, texts);
    }

    /** Some of these rows. */
    public RowNames select(int[] rows) {
        return new RowNames(
                Arrays.stream(rows).map(row -> numbers[row]).toArray(), select(ids, rows), select(texts, rows));
    }

    private static List<String> select(List<String> all, int[] rows) {
        return all.isEmpty() ? all : Arrays.stream(rows).mapToObj(all::get).toList();
    }

    public int size() {
        return numbers.length;
    }

    /** The number that a row has in the table. */
    public int number(int row) {
        return numbers[row];
    }

    /** The id of a row; empty if rows have none. */
    public String id(int row) {
        return ids.isEmpty() ? "" : ids.get(row);
    }

    /** The text of a row; empty if rows have none. */
    public String text(int row) {
        return texts.isEmpty() ? "" : texts.get(row);
    }
}
