package io.rectify.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows that must not be told apart when some are held out: copies of one text, images of one patient. Every row is in one group, most
 * often in one of its own; groups are numbered in the order of their first rows. Immutable.
 */
public final class Groups {
    private final int[] groups;
    private final int count;

    private Groups(int[] groups, int count) {
        this.groups = groups;
        this.count = count;
    }

    /** Rows with equal numbers are a group, whatever the numbers are. */
    public static Groups of(int[] keys) {
        Map<Integer, Integer> index = new HashMap<>();
        int[] groups = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            Integer known = index.putIfAbsent(keys[i], index.size());
            groups[i] = known == null ? index.size() - 1 : known;
        }
        return new Groups(groups, index.size());
    }

    /** Every row in a group of its own. */
    public static Groups ofSingleRows(int rows) {
        return new Groups(IntStream.range(0, rows).toArray(), rows);
    }

    /** Number of rows, N. */
    public int size() {
        return groups.length;
    }

    /** Number of groups, 0 … N. */
    public int count() {
        return count;
    }

    /** The group of a row, 0 … {@link #count()} − 1. */
    public int get(int row) {
        return groups[row];
    }

    /** Whether every row is in a group of its own. */
    public boolean areSingleRows() {
        return count == groups.length;
    }

    /** The rows, ascending, of each group of more than one, in the order of their first rows. */
    public List<int[]> ofSeveralRows() {
        int[] sizes = new int[count];
        for (int group : groups) {
            sizes[group]++;
        }
        int[][] rows = new int[count][];
        for (int i = groups.length - 1; i >= 0; i--) {
            int group = groups[i];
            int[] of = rows[group] == null ? new int[sizes[group]] : rows[group];
            of[--sizes[group]] = i;
            rows[group] = of;
        }
        List<int[]> several = new ArrayList<>();
        for (int[] of : rows) {
            if (of.length > 1) {
                several.add(of);
            }
        }
        return several;
    }

    /** The groups of the named rows, in the order given, numbered anew. */
    public Groups select(int[] rows) {
        return of(Arrays.stream(rows).map(row -> groups[row]).toArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Groups that && Arrays.equals(groups, that.groups);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(groups);
    }

    @Override
    public String toString() {
        return groups.length + " rows in " + count + " groups";
    }
}
