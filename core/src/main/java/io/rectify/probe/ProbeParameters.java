package io.rectify.probe;

import io.rectify.linalg.Matrix;

/** A probe as the vector that an optimiser moves: W row-major and then, with an intercept, b. */
final class ProbeParameters {
    private ProbeParameters() {}

    static double[] of(SoftmaxProbe probe, boolean intercept) {
        int d = probe.features();
        int k = probe.classes();
        double[] parameters = new double[d * k + (intercept ? k : 0)];
        float[] row = new float[k];
        for (int i = 0; i < d; i++) {
            probe.weights().getRows(i, 1, row);
            for (int j = 0; j < k; j++) {
                parameters[i * k + j] = row[j];
            }
        }
        float[] bias = probe.bias();
        for (int j = 0; intercept && j < k; j++) {
            parameters[d * k + j] = bias[j];
        }
        return parameters;
    }

    static SoftmaxProbe probe(double[] parameters, int d, int k, boolean intercept) {
        Matrix weights = Matrix.zeros(d, k);
        float[] row = new float[k];
        for (int i = 0; i < d; i++) {
            copyToFloat(parameters, i * k, row);
            weights.setRows(i, 1, row);
        }
        float[] bias = new float[k];
        if (intercept) {
            copyToFloat(parameters, d * k, bias);
        }
        return new SoftmaxProbe(weights, bias);
    }

    private static void copyToFloat(double[] source, int from, float[] target) {
        for (int j = 0; j < target.length; j++) {
            target[j] = (float) source[from + j];
        }
    }
}
