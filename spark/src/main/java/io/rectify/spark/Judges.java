package io.rectify.spark;

import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Model;
import java.io.Serializable;
import java.util.stream.IntStream;

/** A model for each fold of the rows, which has not seen them; travels to executors. */
final class Judges implements Serializable {
    private static final long serialVersionUID = 1;

    private final ModelParts[] models;
    private final int folds;
    private final long seed;

    Judges(ModelParts[] models, int folds, long seed) {
        this.models = models;
        this.folds = folds;
        this.seed = seed;
    }

    static int fold(long key, int folds) {
        return Math.floorMod(key, folds);
    }

    int folds() {
        return folds;
    }

    /** One for each fold. */
    ModelParts[] models() {
        return models;
    }

    long seed() {
        return seed;
    }

    String[] classes() {
        return models[0].classes;
    }

    int features() {
        return models[0].features();
    }

    Preprocessing preprocessing() {
        return models[0].preprocessing();
    }

    /** Of rows as they come. */
    long[] keys(float[] features, int rows) {
        long[] keys = new long[rows];
        java.util.Arrays.setAll(keys, i -> Block.key(features, i, features(), seed));
        return keys;
    }

    /**
     * Outputs for each row of the model that has not seen it.
     *
     * @param features as they come, n·D values
     * @return n×K
     */
    Probabilities outputs(float[] features, long[] keys) {
        Matrix outputs = Matrix.zeros(keys.length, classes().length);
        try (Matrix all = Block.matrix(features, keys.length)) {
            for (int f = 0; f < folds; f++) {
                int fold = f;
                int[] rows = IntStream.range(0, keys.length)
                        .filter(i -> fold(keys[i], folds) == fold)
                        .toArray();
                if (rows.length > 0) {
                    Model model = models[f].model();
                    try (Matrix some = all.selectRows(rows);
                            Probabilities predicted = model.predict(some, PartitionedLoss.threads())) {
                        for (int i = 0; i < rows.length; i++) {
                            outputs.setRows(rows[i], 1, predicted.matrix().row(i));
                        }
                    }
                }
            }
        }
        return Probabilities.of(outputs);
    }
}
