package io.rectify.studies;

import java.util.SplittableRandom;

/** Random Fourier features of the Gaussian kernel exp(−γ‖x − y‖²) (Rahimi &amp; Recht, NIPS 2007): √(2/D)·cos(xᵀw + b). */
final class FourierFeatures {
    private final double[][] frequencies;
    private final double[] phases;

    FourierFeatures(int inputs, int features, double gamma, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        frequencies = new double[features][inputs];
        phases = new double[features];
        for (int j = 0; j < features; j++) {
            for (int d = 0; d < inputs; d++) {
                frequencies[j][d] = Math.sqrt(2 * gamma) * random.nextGaussian();
            }
            phases[j] = random.nextDouble(2 * Math.PI);
        }
    }

    float[] of(float[] x) {
        float[] features = new float[phases.length];
        for (int j = 0; j < features.length; j++) {
            double angle = phases[j];
            for (int d = 0; d < x.length; d++) {
                angle += x[d] * frequencies[j][d];
            }
            features[j] = (float) (Math.sqrt(2.0 / features.length) * Math.cos(angle));
        }
        return features;
    }
}
