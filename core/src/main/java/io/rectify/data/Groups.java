package io.rectify.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        int[] sorted = keys.clone();
        Arrays.sort(sorted);
        int[] known = new int[keys.length];
        Arrays.fill(known, -1);
        int[] groups = new int[keys.length];
        int count = 0;
        for (int i = 0; i < keys.length; i++) {
            int place = Arrays.binarySearch(sorted, keys[i]);
            known[place] = known[place] < 0 ? count++ : known[place];
            groups[i] = known[place];
        }
        return new Groups(groups, count);
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
        int[] place = new int[count];
        List<int[]> several = new ArrayList<>();
        for (int i = 0; i < groups.length; i++) {
            int group = groups[i];
            if (sizes[group] > 1) {
                int[] rows = new int[sizes[group]];
                rows[0] = i;
                several.add(rows);
                sizes[group] = -several.size();
                place[group] = 1;
            } else if (sizes[group] < 0) {
                several.get(-1 - sizes[group])[place[group]++] = i;
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
