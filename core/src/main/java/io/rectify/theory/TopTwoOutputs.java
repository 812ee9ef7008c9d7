package io.rectify.theory;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The two largest outputs of rows in a {@link BlockModel}. */
final class TopTwoOutputs {
    private TopTwoOutputs() {}

    /** Told of two largest classes a and b, and for what share of a class's rows they are. */
    interface Body {
        void accept(double share, int a, int b, double[] result);
    }

    /**
     * Those of the rows of a class with given label y; where several tie for a place, each has an even share.
     *
     * @param base outputs but for the part of the own label, {@code keep}, which is added meanwhile
     * @param share of the rows of the class that are given y
     * @param result handed on to {@code body}
     */
    static void forEach(double[] base, int y, double keep, double share, Body body, double[] result) {
        if (!(share > 0)) {
            return;
        }
        base[y] += keep;
        double largest = Arrays.stream(base).max().orElseThrow();
        int[] first = closeTo(base, largest);
        if (first.length > 1) {
            for (int a = 0; a < first.length; a++) {
                body.accept(share / first.length, first[a], first[(a + 1) % first.length], result);
            }
        } else {
            double next = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < base.length; j++) {
                next = j == first[0] ? next : Math.max(next, base[j]);
            }
            int[] second = closeTo(base, next);
            for (int b : second) {
                if (b != first[0]) {
                    body.accept(
                            share
                                    / Arrays.stream(second)
                                            .filter(j -> j != first[0])
                                            .count(),
                            first[0],
                            b,
                            result);
                }
            }
        }
        base[y] -= keep;
    }

    private static int[] closeTo(double[] values, double value) {
        double tie = BlockModel.tie(values);
        return IntStream.range(0, values.length)
                .filter(j -> Math.abs(values[j] - value) <= tie)
                .toArray();
    }
}
