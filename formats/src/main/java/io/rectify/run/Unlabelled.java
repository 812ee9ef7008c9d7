package io.rectify.run;

import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows that have no given label, with what is foretold of them.
 *
 * @param rows N of them
 * @param outputs probabilities, N×K; never closed here
 */
public record Unlabelled(RowNames rows, Matrix outputs) {
    /** No rows. */
    public static Unlabelled none(int classes) {
        return new Unlabelled(RowNames.of(0, List.of(), List.of()), Matrix.zeros(0, classes));
    }

    /** What is foretold of a row: its most probable class. */
    LabelVerdict verdict(int index, List<String> names) {
        float[] output = outputs.row(index);
        int best = Probabilities.argmax(output);
        return LabelVerdict.ofUnlabelled(names.get(best), output[best]);
    }

    /** Lines of labelled rows and of these, in the order of the table. */
    <T> Stream<T> merged(RowNames labelled, IntFunction<T> line, IntFunction<T> unlabelledLine) {
        int[] of = new int[labelled.size() + rows.size()];
        for (int i = 0; i < labelled.size(); i++) {
            of[labelled.number(i)] = i;
        }
        for (int i = 0; i < rows.size(); i++) {
            of[rows.number(i)] = -1 - i;
        }
        return IntStream.range(0, of.length)
                .mapToObj(i -> of[i] >= 0 ? line.apply(of[i]) : unlabelledLine.apply(-1 - of[i]));
    }
}
