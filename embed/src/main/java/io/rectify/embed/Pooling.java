package io.rectify.embed;

import java.util.Locale;

/** How the outputs of a text's tokens, T×D, become its D features. */
public enum Pooling {
    /** Their mean: Σₜ hₜ / T; padding does not count. */
    MEAN {
        @Override
        void pool(float[] tokens, int length, float[] target) {
            int d = target.length;
            double[] sums = new double[d];
            for (int t = 0; t < length; t++) {
                for (int j = 0; j < d; j++) {
                    sums[j] += tokens[t * d + j];
                }
            }
            for (int j = 0; j < d; j++) {
                target[j] = (float) (sums[j] / length);
            }
        }
    },
    /** The output of the first token, which many models train to stand for the text. */
    CLS {
        @Override
        void pool(float[] tokens, int length, float[] target) {
            System.arraycopy(tokens, 0, target, 0, target.length);
        }
    },
    /** The model pools by itself: its output is one vector per text. */
    NONE {
        @Override
        void pool(float[] tokens, int length, float[] target) {
            System.arraycopy(tokens, 0, target, 0, target.length);
        }
    };

    /**
     * @param tokens outputs of at least {@code length} tokens, one after another
     * @param length number of tokens that are no padding, at least 1
     * @param target D values to write
     */
    abstract void pool(float[] tokens, int length, float[] target);

    /** Dimensions of the model's output that this pools. */
    int outputDimensions() {
        return this == NONE ? 2 : 3;
    }

    /** The name as users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
