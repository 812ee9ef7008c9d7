package io.rectify.noise;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Wrong labels where a classifier of the right labels is least sure, for experiments: the ⌊η·N + ½⌋ rows whose label leads the most
 * probable other class by least, or trails it by most, are given that other class. Nothing is drawn.
 *
 * @param rate η
 */
public record RunnerUp(double rate) {
    /** @throws IllegalArgumentException if the rate is outside [0, 1] */
    public RunnerUp {
        Rates.check(rate);
    }

    /**
     * The labels after corruption; of rows that are equally sure the first are corrupted, of classes that are equally probable
     * the first is taken.
     *
     * @param outputs of the classifier, N×K
     * @throws IllegalArgumentException if the shapes differ or there is one class only
     */
    public Labels apply(Probabilities outputs, Labels labels) {
        if (outputs.rows() != labels.size() || outputs.classes() != labels.classCount()) {
            throw new IllegalArgumentException("outputs are " + outputs.rows() + " x " + outputs.classes()
                    + " but there are " + labels.size() + " labels of " + labels.classCount() + " classes");
        }
        if (labels.classCount() < 2) {
            throw new IllegalArgumentException("labels of one class cannot be corrupted");
        }
        int[] given = labels.toArray();
        int[] other = new int[given.length];
        double[] lead = new double[given.length];
        for (int i = 0; i < given.length; i++) {
            float[] row = outputs.matrix().row(i);
            other[i] = mostProbableBut(given[i], row);
            lead[i] = (double) row[given[i]] - row[other[i]];
        }
        IntStream.range(0, given.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> lead[i]))
                .limit((long) Math.floor(rate * given.length + 0.5))
                .forEach(i -> given[i] = other[i]);
        return labels.map(row -> given[row]);
    }

    private static int mostProbableBut(int own, float[] row) {
        int best = own == 0 ? 1 : 0;
        for (int j = best + 1; j < row.length; j++) {
            best = j != own && row[j] > row[best] ? j : best;
        }
        return best;
    }
}
