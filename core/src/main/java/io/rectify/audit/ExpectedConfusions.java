package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Parallel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of each given class are expected to be of each true class, E_jk = Σ_i [g_i = j]·p_ik: what is worth telling of these
 * K² numbers, which may be too many to hold. Probabilities that are made whenever they are read are read once.
 *
 * @param classes one for each class that was given
 * @param largest pairs of two classes of which most rows are expected, largest first
 */
record ExpectedConfusions(List<LabelIssues.ClassSummary> classes, List<LabelIssues.Confusion> largest) {
    /** Pairs kept. */
    static final int MOST = 1000;

    private static final Comparator<LabelIssues.Confusion> LARGEST_FIRST =
            Comparator.<LabelIssues.Confusion>comparingDouble(confusion -> -confusion.rows())
                    .thenComparingInt(LabelIssues.Confusion::truth)
                    .thenComparingInt(LabelIssues.Confusion::given);

    /**
     * @param softLabels N×K probabilities of the true class
     * @param threads to compute with; the result does not depend on it
     */
    static ExpectedConfusions of(Probabilities softLabels, Labels given, int threads) {
        int k = given.classCount();
        int[] order =
                TransitionEm.byLabel(given, IntStream.range(0, given.size()).toArray());
        int[] starts = TransitionEm.starts(given);
        @Nullable LabelIssues.ClassSummary[] classes = new LabelIssues.ClassSummary[k];
        PriorityQueue<LabelIssues.Confusion> largest = new PriorityQueue<>(LARGEST_FIRST.reversed());
        Parallel.forEachBand(k, 1, threads, (label, next) -> {
            if (starts[label] < starts[next]) {
                double[] rows = new double[k];
                for (int at = starts[label]; at < starts[next]; at++) {
                    float[] row = softLabels.row(order[at]);
                    for (int c = 0; c < k; c++) {
                        rows[c] += row[c];
                    }
                }
                classes[label] = summary(label, starts[next] - starts[label], rows);
                synchronized (largest) {
                    keep(label, rows, largest);
                }
            }
        });
        return new ExpectedConfusions(
                Arrays.stream(classes).filter(Objects::nonNull).toList(),
                largest.stream().sorted(LARGEST_FIRST).toList());
    }

    /** @param expected by true class */
    private static LabelIssues.ClassSummary summary(int label, int rows, double[] expected) {
        int most = label == 0 ? 1 : 0;
        double wrong = 0;
        for (int c = 0; c < expected.length; c++) {
            if (c != label) {
                wrong += expected[c];
                most = expected[c] > expected[most] ? c : most;
            }
        }
        return new LabelIssues.ClassSummary(label, rows, wrong, most);
    }

    /** @param largest smallest first, at most {@link #MOST} */
    private static void keep(int label, double[] expected, PriorityQueue<LabelIssues.Confusion> largest) {
        for (int c = 0; c < expected.length; c++) {
            boolean counts = c != label
                    && expected[c] > 0
                    && (largest.size() < MOST
                            || expected[c] >= largest.element().rows());
            if (counts) {
                largest.add(new LabelIssues.Confusion(c, label, expected[c]));
                if (largest.size() > MOST) {
                    largest.remove();
                }
            }
        }
    }
}
