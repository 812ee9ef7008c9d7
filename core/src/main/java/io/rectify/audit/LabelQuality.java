package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import java.util.Arrays;
import java.util.Locale;

/**
 * Scores of how well a label y fits its row by out-of-sample outputs p alone, in [0, 1], low for labels that are probably wrong. They
 * know nothing of the noise, {@link Suspicion} does; they are for those who are used to them.
 *
 * <p>Source: Kuan &amp; Mueller 2022, "Model-agnostic label quality scoring to detect real-world label errors", ICML DataPerf workshop; cleanlab's
 * {@code rank} has the same.
 */
public enum LabelQuality {
    /** p_y. */
    SELF_CONFIDENCE,
    /** (p_y − max_{j≠y} p_j + 1)/2. */
    NORMALIZED_MARGIN,
    /** ln(1 + s)/s of the entropy over the confidence, s = −Σ_j p_j ln p_j/(p_y ln K); 0 where the entropy is 0. */
    CONFIDENCE_WEIGHTED_ENTROPY;

    /** What is divided by at least. */
    private static final double LEAST = 1e-6;

    /**
     * The score of every row's label.
     *
     * @param outputs N×K
     * @param given N labels
     * @throws IllegalArgumentException if they differ in rows or classes
     */
    public double[] of(Probabilities outputs, Labels given) {
        if (outputs.rows() != given.size() || outputs.classes() != given.classCount()) {
            throw new IllegalArgumentException(
                    "outputs are " + outputs.rows() + " x " + outputs.classes() + " but there are " + given);
        }
        double[] scores = new double[given.size()];
        float[] row = new float[outputs.classes()];
        for (int i = 0; i < scores.length; i++) {
            outputs.matrix().getRows(i, 1, row);
            scores[i] = score(row, given.get(i));
        }
        return scores;
    }

    private double score(float[] p, int given) {
        return switch (this) {
            case SELF_CONFIDENCE -> p[given];
            case NORMALIZED_MARGIN -> ((double) p[given] - p[Probabilities.argmaxBut(given, p)] + 1) / 2;
            case CONFIDENCE_WEIGHTED_ENTROPY -> {
                double entropy = 0;
                for (float value : p) {
                    entropy -= value > 0 ? value * Math.log(value) : 0;
                }
                double s = Math.max(0, entropy) / Math.log(p.length) / Math.max(LEAST, p[given]);
                yield Math.log1p(s) / Math.max(LEAST, s);
            }
        };
    }

    /**
     * The score of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static LabelQuality named(String name) {
        return Arrays.stream(values())
                .filter(score -> score.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no score '" + name + "' of labels; there are "
                        + String.join(
                                ", ",
                                Arrays.stream(values())
                                        .map(LabelQuality::toString)
                                        .toList())));
    }

    /** As users write it: lower case, with underscores. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
