package io.rectify.audit;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import java.util.Arrays;
import java.util.Random;

/**
 * Rows whose p(true class | row) is known: drawn first, then the true class from it, then the given label from T.
 *
 * @param posteriors N×K, rounded to float32
 */
record NoisyRows(double[][] posteriors, int[] truth, int[] labels, double[][] transitions) {
    /** @param sharpness standard deviation of the logits */
    static NoisyRows draw(int rows, double[][] transitions, double sharpness, long seed) {
        Random random = new Random(seed);
        int k = transitions.length;
        double[][] posteriors = new double[rows][];
        int[] truth = new int[rows];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            double[] logits = random.doubles(k)
                    .map(v -> sharpness * random.nextGaussian())
                    .toArray();
            posteriors[i] = Samples.doubles(Samples.floats(Reference.softmax(logits)));
            truth[i] = draw(posteriors[i], random.nextDouble());
            labels[i] = draw(transitions[truth[i]], random.nextDouble());
        }
        return new NoisyRows(posteriors, truth, labels, transitions);
    }

    private static int draw(double[] probabilities, double uniform) {
        double sum = 0;
        for (int c = 0; c < probabilities.length; c++) {
            sum += probabilities[c];
            if (uniform < sum) {
                return c;
            }
        }
        return probabilities.length - 1;
    }

    /** Wrong labels go to all other classes alike. */
    static double[][] symmetric(int classes, double rate) {
        double[][] t = new double[classes][classes];
        for (int c = 0; c < classes; c++) {
            Arrays.fill(t[c], rate / (classes - 1));
            t[c][c] = 1 - rate;
        }
        return t;
    }

    /** Wrong labels go to the next class. */
    static double[][] flips(int classes, double rate) {
        double[][] t = new double[classes][classes];
        for (int c = 0; c < classes; c++) {
            t[c][c] = 1 - rate;
            t[c][(c + 1) % classes] += rate;
        }
        return t;
    }

    int classes() {
        return transitions.length;
    }

    OutOfSample outputs() {
        return OutOfSample.stated(Probabilities.of(Samples.matrix(posteriors)), "exact");
    }

    Labels given() {
        return Labels.of(labels, classes());
    }

    boolean wrong(int row) {
        return truth[row] != labels[row];
    }

    /** Σ_k p_ik·(1 − T_kk) over the rows: what the share of wrong labels is expected to be. */
    double expectedRate() {
        double sum = 0;
        for (double[] p : posteriors) {
            for (int c = 0; c < p.length; c++) {
                sum += p[c] * (1 - transitions[c][c]) / posteriors.length;
            }
        }
        return sum;
    }
}
