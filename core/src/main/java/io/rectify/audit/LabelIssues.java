package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Parallel;
import io.rectify.metrics.Ranking;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What out-of-sample outputs and the noise they reveal say of each given label.
 *
 * <p>The arrays hold a number for each of N rows and are read row by row, so they are not copied; they are to be read only.
 *
 * @param given the N labels
 * @param suggested the most probable true class of each row; of a flagged row, the most probable other than the given; of a reviewed
 *     row, the reviewer's
 * @param wrong probability that each given label is wrong
 * @param confidence probability of each suggested class
 * @param suspicion of each given label: see {@link Suspicion}; the order of the probability of being wrong, without its ties
 * @param softLabels N×K probabilities of the true class
 * @param flagged rows whose label is taken for wrong, most suspicious first
 * @param classes one for each class that was given
 * @param confusions the pairs of true and given class that most wrong labels belong to, largest first, at most 1,000
 */
public record LabelIssues(
        Labels given,
        Labels suggested,
        float[] wrong,
        float[] confidence,
        double[] suspicion,
        Probabilities softLabels,
        int[] flagged,
        List<ClassSummary> classes,
        List<Confusion> confusions) {
    /** Elements of the outputs that one task works on. */
    private static final int BAND = 1 << 16;

    public LabelIssues {
        classes = List.copyOf(classes);
        confusions = List.copyOf(confusions);
    }

    /**
     * What is expected of one given class.
     *
     * @param rows how many rows were given it
     * @param wrong how many of them are wrong
     * @param mostOften the class that most of the wrong ones really are
     */
    public record ClassSummary(int label, int rows, double wrong, int mostOften) {
        /** By the share that is wrong. */
        public static final Comparator<ClassSummary> WORST_FIRST =
                Comparator.comparingDouble(ClassSummary::wrongShare).reversed();

        /** Expected share of the class's rows that are wrong. */
        public double wrongShare() {
            return wrong / rows;
        }
    }

    /** How many rows of true class {@code truth} are expected to have been given {@code given}. */
    public record Confusion(int truth, int given, double rows) {}

    /**
     * Judges every label.
     *
     * @param outputs N×K
     * @param given N labels
     * @param noise estimated from the same outputs
     * @param wrong probability that each label is wrong
     * @param suspicion of each label, by which rows are ranked
     * @param flaggedRows in any order
     * @param right class by row, for rows of which it is known
     * @param threads to compute with; the result does not depend on it
     */
    static LabelIssues of(
            OutOfSample outputs,
            Labels given,
            NoiseTransition noise,
            float[] wrong,
            double[] suspicion,
            int[] flaggedRows,
            Map<Integer, Integer> right,
            int threads) {
        int n = given.size();
        int k = given.classCount();
        int rows = outputs.probabilities().rows();
        if (rows != n || outputs.probabilities().classes() != k || noise.priors().length != k) {
            throw new IllegalArgumentException("outputs are " + rows + " x "
                    + outputs.probabilities().classes() + " and transitions are for " + noise.priors().length
                    + " classes but labels has " + n + " rows of " + k + " classes");
        }
        boolean[] isFlagged = flags(flaggedRows, n);
        Probabilities soft = TrueClasses.of(outputs.probabilities(), given, noise.posterior(), wrong, right, threads);
        int[] suggested = new int[n];
        float[] confidence = new float[n];
        Parallel.forEachBand(
                n,
                Math.max(1, BAND / k),
                threads,
                (from, to) -> soft.forEachRow(from, to, (i, row) -> {
                    suggested[i] =
                            isFlagged[i] ? Probabilities.argmaxBut(given.get(i), row) : Probabilities.argmax(row);
                    confidence[i] = row[suggested[i]];
                }));
        int[] flagged = Arrays.stream(Ranking.descending(suspicion))
                .filter(i -> isFlagged[i])
                .toArray();
        ExpectedConfusions expected = ExpectedConfusions.of(soft, given, threads);
        return new LabelIssues(
                given,
                Labels.of(suggested, given.names()),
                wrong,
                confidence,
                suspicion,
                soft,
                flagged,
                expected.classes(),
                expected.largest());
    }

    /** The label keeps 1 − p(wrong), the other classes share the rest as they did. */
    static void reweigh(float[] row, int label, double wrong) {
        double others = 0;
        for (int c = 0; c < row.length; c++) {
            others += c == label ? 0 : row[c];
        }
        for (int c = 0; c < row.length; c++) {
            row[c] = (float) (others > 0 ? row[c] * wrong / others : wrong / (row.length - 1));
        }
        row[label] = (float) (1 - wrong);
    }

    /**
     * Rows to look at first: the flagged ones, then the next most suspicious ones.
     *
     * @param least how many at least, if there are so many rows
     */
    public int[] mostSuspicious(int least) {
        boolean[] isFlagged = flags();
        IntStream others = Arrays.stream(Ranking.descending(suspicion)).filter(i -> !isFlagged[i]);
        return IntStream.concat(Arrays.stream(flagged), others)
                .limit(Math.max(least, flagged.length))
                .toArray();
    }

    /** What the label of a row should be if it is wrong: the suggestion, or else the most probable class other than the given. */
    public String alternative(int row) {
        if (suggested.get(row) != given.get(row)) {
            return suggested.name(row);
        }
        return given.names().get(Probabilities.argmaxBut(given.get(row), softLabels.row(row)));
    }

    /** Probability of {@link #alternative}. */
    public double alternativeProbability(int row) {
        return softLabels.get(row, given.names().indexOf(alternative(row)));
    }

    /** Whether each label is flagged, by row. */
    public boolean[] flags() {
        return flags(flagged, wrong.length);
    }

    /** Whether each of n rows is among these. */
    static boolean[] flags(int[] rows, int n) {
        boolean[] flags = new boolean[n];
        for (int row : rows) {
            flags[row] = true;
        }
        return flags;
    }

    /** Expected number of wrong labels. */
    public double expectedWrong() {
        double sum = 0;
        for (float p : wrong) {
            sum += p;
        }
        return sum;
    }

    /** All rows, most suspicious first. */
    public int[] ranking() {
        return Ranking.descending(suspicion);
    }

    /**
     * How many labels are wrong with which probability.
     *
     * @param edges of the bins, one more than there are bins, from 0 to 1
     * @param flagged labels in each bin
     * @param others labels that are not
     */
    public record Histogram(List<Double> edges, List<Long> flagged, List<Long> others) {}

    /** Labels by their probability of being wrong, in so many bins of equal width. */
    public Histogram histogram(int bins) {
        long[] flaggedRows = new long[bins];
        long[] others = new long[bins];
        boolean[] flags = flags();
        for (int i = 0; i < wrong.length; i++) {
            (flags[i] ? flaggedRows : others)[Math.min(bins - 1, (int) (wrong[i] * bins))]++;
        }
        return new Histogram(
                IntStream.rangeClosed(0, bins).mapToObj(i -> i / (double) bins).toList(),
                Arrays.stream(flaggedRows).boxed().toList(),
                Arrays.stream(others).boxed().toList());
    }
}
