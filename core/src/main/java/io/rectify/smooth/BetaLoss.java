package io.rectify.smooth;

import io.rectify.data.Labels;
import io.rectify.linalg.LogSumExp;
import io.rectify.probe.BatchLoss;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The loss of {@link BetaSmoothing}. */
record BetaLoss(Labels given, BetaSmoothing smoothing) implements BatchLoss {
    @Override
    public int rows() {
        return given.size();
    }

    @Override
    public int classes() {
        return given.classCount();
    }

    @Override
    public double decay(long step) {
        return Math.min(1 - 1 / (step + 1.0), smoothing.longest());
    }

    @Override
    public void residualInPlace(Batch batch, float[] logits, double[] losses) {
        int k = classes();
        int n = batch.rows().length;
        double[] strengths = strengths(batch);
        double[] products = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = i * k; j < (i + 1) * k; j++) {
                sum += logits[j];
            }
            double ownLogit = logits[i * k + label(batch, i)];
            products[i] = own(strengths[i]) * ownLogit + other(strengths[i]) * (sum - ownLogit);
        }
        LogSumExp.softmaxRowsInPlace(logits, n, k, losses);
        for (int i = 0; i < n; i++) {
            losses[i] -= products[i];
            float other = (float) other(strengths[i]);
            int own = i * k + label(batch, i);
            float ownDerivative = (float) (logits[own] - own(strengths[i]));
            for (int j = i * k; j < (i + 1) * k; j++) {
                logits[j] -= other;
            }
            logits[own] = ownDerivative;
        }
    }

    private int label(Batch batch, int i) {
        return given.get(batch.rows()[i]);
    }

    private double own(double b) {
        return 1 - smoothing.alpha() + smoothing.alpha() * b;
    }

    private double other(double b) {
        return smoothing.alpha() * (1 - b) / (classes() - 1);
    }

    /** b of each row of the batch. */
    private double[] strengths(Batch batch) {
        int k = classes();
        int n = batch.rows().length;
        double[] confidence = new double[n];
        for (int i = 0; i < n; i++) {
            confidence[i] = batch.averageLogits()[i * k + label(batch, i)];
        }
        double[] logSumExp = new double[n];
        LogSumExp.softmaxRowsInPlace(batch.averageLogits(), n, k, logSumExp);
        for (int i = 0; i < n; i++) {
            confidence[i] -= logSumExp[i];
        }
        double[] draws = new double[n];
        Arrays.setAll(draws, i -> smoothing.draw(batch.random()));
        Arrays.sort(draws);
        int[] ascending = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> confidence[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] strengths = new double[n];
        for (int rank = 0; rank < n; rank++) {
            strengths[ascending[rank]] = draws[rank];
        }
        return strengths;
    }
}
