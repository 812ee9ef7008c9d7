package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.linalg.DeepCopy;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Temperature;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Judges labels of rows that are too many to be audited at once, by what an audit of a sample of them told: the noise matrix, how suspicious
 * labels of the sample are that are wrong with which probability, and the sample's rows as neighbours.
 *
 * <p>The suspicion of a label is the audit's own, with T of all the sample and the ten nearest rows of the sample but for copies; p(wrong) is
 * that of the label of the sample that is next more suspicious, which is the function that the audit itself applies; and a label is flagged if
 * it is as suspicious as the least suspicious one that is flagged in the sample.
 */
public final class RowJudge implements AutoCloseable {
    private final Knowledge knowledge;
    private final Matrix transitions;
    private final Matrix neighbours;
    private final Labels voters;
    private final NoiseTransition.Posterior posterior;
    /** Suspicion of labels of the sample, ascending, and p(wrong) of each. */
    private final double[] known;

    private final float[] wrong;

    /**
     * What is known of a sample of S rows, in plain arrays that may travel to other machines; not copied, to be read only.
     *
     * @param calibration β of the outputs by which the score judges
     * @param transitions T of the score, K·K values
     * @param neighbours S·D values, rows of norm 1
     * @param labels S classes
     * @param suspicion of S labels
     * @param wrong p(wrong) of each
     * @param flaggedFrom suspicion from which labels are flagged; infinite where none is
     * @param noise T of suggestions, K×K
     * @param noiseBeta β of the outputs for those
     */
    public record Knowledge(
            double calibration,
            float[] transitions,
            float[] neighbours,
            int[] labels,
            double[] suspicion,
            float[] wrong,
            double flaggedFrom,
            double[][] noise,
            double noiseBeta) {}

    /**
     * What is said of the labels of some rows.
     *
     * @param suspicion of each given label
     * @param wrong probability that it is wrong
     * @param flagged whether it is taken for wrong
     * @param suggested the most probable class, of a flagged row other than the given
     * @param confidence probability of that class
     */
    public record Judged(double[] suspicion, float[] wrong, boolean[] flagged, int[] suggested, float[] confidence) {}

    /** @param classes K */
    public RowJudge(Knowledge knowledge, int classes) {
        this.knowledge = knowledge;
        this.transitions = matrix(knowledge.transitions(), classes);
        this.neighbours = matrix(knowledge.neighbours(), knowledge.labels().length);
        this.voters = Labels.of(knowledge.labels(), classes);
        this.posterior = new NoiseTransition.Posterior(knowledge.noise(), knowledge.noiseBeta());
        int[] order = ascending(knowledge.suspicion());
        this.known =
                Arrays.stream(order).mapToDouble(i -> knowledge.suspicion()[i]).toArray();
        this.wrong = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            wrong[i] = knowledge.wrong()[order[i]];
        }
    }

    private static int[] ascending(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static Matrix matrix(float[] values, int rows) {
        Matrix matrix = Matrix.zeros(rows, values.length / rows);
        matrix.setRows(0, rows, values);
        return matrix;
    }

    private static float[] values(Matrix matrix) {
        float[] values = new float[Math.toIntExact(matrix.size())];
        matrix.getRows(0, matrix.rows(), values);
        return values;
    }

    /**
     * What an audit tells of other rows.
     *
     * @param sample prepared as rows to be judged will be
     * @param outputs that the audit judged by
     * @throws IllegalArgumentException if the numbers of rows differ, or classes are too many for a noise matrix
     */
    public static Knowledge knowledge(Prepared sample, OutOfSample outputs, Audit audit, int threads) {
        Labels given = sample.given();
        if (given.classCount() > NoiseTransition.MOST_CLASSES) {
            throw new IllegalArgumentException("a noise matrix of " + given.classCount() + " classes is too large; "
                    + NoiseTransition.MOST_CLASSES + " are the most");
        }
        LabelIssues issues = audit.issues();
        if (issues.wrong().length != given.size()) {
            throw new IllegalArgumentException(
                    "audit is of " + issues.wrong().length + " rows but the sample has " + given.size());
        }
        try (Matrix logs = outputs.probabilities().logarithms(NoiseTransition.LEAST_LOG, threads)) {
            double fitted = Temperature.fit(logs, given, threads).inverse();
            double beta = fitted > 0 ? fitted : 1;
            Tempering.temper(logs, beta, logs, threads);
            int[] all = IntStream.range(0, given.size()).toArray();
            try (Matrix t = Suspicion.transitions(logs, given, all, Judgement.shrinkage(audit.noise()), threads);
                    Matrix copy = sample.features().selectRows(all);
                    Matrix unit = NearestRows.unit(copy, threads)) {
                return new Knowledge(
                        beta,
                        values(t),
                        values(unit),
                        given.toArray(),
                        issues.suspicion(),
                        issues.wrong(),
                        Arrays.stream(issues.flagged())
                                .mapToDouble(i -> issues.suspicion()[i])
                                .min()
                                .orElse(Double.POSITIVE_INFINITY),
                        DeepCopy.of(audit.noise().transitions()),
                        audit.noise().inverseTemperature());
            }
        }
    }

    /**
     * Judges labels; by one thread.
     *
     * @param outputs n×K, of models that have not seen the labels
     * @param features n×D, prepared and of norm 1
     */
    public Judged judge(Probabilities outputs, Matrix features, Labels given) {
        int n = given.size();
        double[] own;
        try (Matrix logs = outputs.logarithms(NoiseTransition.LEAST_LOG, 1)) {
            Tempering.temper(logs, knowledge.calibration(), logs, 1);
            NearestRows nearest = NearestRows.among(features, neighbours, Duplicates.COSINE, Audit.NEAREST);
            own = new Suspicion(logs, given, nearest, voters, transitions).ofGiven(1);
        }
        float[] likely = new float[n];
        boolean[] flagged = new boolean[n];
        int[] suggested = new int[n];
        float[] confidence = new float[n];
        float[] row = new float[given.classCount()];
        for (int i = 0; i < n; i++) {
            likely[i] = wrong(own[i]);
            flagged[i] = own[i] >= knowledge.flaggedFrom();
            outputs.matrix().getRows(i, 1, row);
            posterior.inPlace(row, given.get(i));
            LabelIssues.reweigh(row, given.get(i), likely[i]);
            suggested[i] = flagged[i] ? Probabilities.argmaxBut(given.get(i), row) : Probabilities.argmax(row);
            confidence[i] = row[suggested[i]];
        }
        return new Judged(own, likely, flagged, suggested, confidence);
    }

    /** p(wrong) of the label of the sample that is next more suspicious, or else of the most suspicious one. */
    private float wrong(double suspicion) {
        int low = 0;
        int high = known.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (known[middle] < suspicion) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return wrong[low];
    }

    @Override
    public void close() {
        transitions.close();
        neighbours.close();
    }
}
