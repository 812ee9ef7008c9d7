package io.rectify.neural;

/** A multilayer perceptron in plain double loops: for each layer a weight matrix, outputs by inputs, and a bias. */
final class PlainPerceptron {
    private PlainPerceptron() {}

    static double[] logits(double[] parameters, int[] widths, float[] input) {
        double[] x = new double[input.length];
        for (int j = 0; j < x.length; j++) {
            x[j] = input[j];
        }
        int at = 0;
        for (int layer = 1; layer < widths.length; layer++) {
            double[] y = new double[widths[layer]];
            int bias = at + y.length * x.length;
            for (int o = 0; o < y.length; o++) {
                y[o] = parameters[bias + o];
                for (int j = 0; j < x.length; j++) {
                    y[o] += parameters[at + o * x.length + j] * x[j];
                }
                if (layer < widths.length - 1) {
                    y[o] = Math.max(0, y[o]);
                }
            }
            at = bias + y.length;
            x = y;
        }
        return x;
    }

    static double[] softmax(double[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double z : logits) {
            largest = Math.max(largest, z);
        }
        double sum = 0;
        double[] p = new double[logits.length];
        for (int j = 0; j < p.length; j++) {
            p[j] = Math.exp(logits[j] - largest);
            sum += p[j];
        }
        for (int j = 0; j < p.length; j++) {
            p[j] /= sum;
        }
        return p;
    }
}
