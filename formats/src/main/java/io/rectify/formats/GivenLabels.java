package io.rectify.formats;

import io.rectify.data.Labels;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The labels of a file, and the rows that have none.
 *
 * @param labels of the rows that have one
 * @param rows the rows that have a label, ascending
 * @param unlabelled the others, ascending
 * @param remarks what was made of the labels, such as "1.0 and 2.0 read as 1 and 2"
 * @param warnings what the user should look at
 */
public record GivenLabels(Labels labels, int[] rows, int[] unlabelled, List<String> remarks, List<String> warnings) {
    public GivenLabels {
        remarks = List.copyOf(remarks);
        warnings = List.copyOf(warnings);
    }

    /** Every row has a label. */
    public static GivenLabels whole(Labels labels) {
        int[] rows = IntStream.range(0, labels.size()).toArray();
        return new GivenLabels(labels, rows, new int[0], List.of(), List.of());
    }

    /** Rows of the file. */
    public int size() {
        return rows.length + unlabelled.length;
    }
}
