package io.rectify.studies;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Small data with superclasses for --quick: four superclasses of three classes, rows the sum of a random direction of their
 * superclass, of their class and of their own, normalised.
 */
final class GeneratedData {
    static final String NAME = "generated";

    static final List<String> SUPERCLASS_NAMES = List.of("north", "east", "south", "west");

    private static final int CLASSES = 12;
    private static final int SUPERCLASS = 3;
    private static final int FEATURES = 48;

    private GeneratedData() {}

    static SharedData make() {
        Random random = new Random(1);
        float[][] superclasses = directions(random, CLASSES / SUPERCLASS);
        float[][] classes = directions(random, CLASSES);
        Labels train = labels(30);
        Labels test = labels(10);
        return new SharedData(
                NAME,
                rows(random, train, superclasses, classes),
                train,
                rows(random, test, superclasses, classes),
                test,
                Optional.of(IntStream.range(0, CLASSES).map(k -> k / SUPERCLASS).toArray()));
    }

    private static Labels labels(int perClass) {
        return Labels.of(
                IntStream.range(0, CLASSES * perClass).map(i -> i % CLASSES).toArray(), CLASSES);
    }

    private static Matrix rows(Random random, Labels labels, float[][] superclasses, float[][] classes) {
        float[][] rows = directions(random, labels.size());
        for (int i = 0; i < rows.length; i++) {
            float[] superclass = superclasses[labels.get(i) / SUPERCLASS];
            float[] ofClass = classes[labels.get(i)];
            float[] row = rows[i];
            for (int j = 0; j < FEATURES; j++) {
                row[j] = superclass[j] + 0.8f * ofClass[j] + row[j];
            }
            normalise(row);
        }
        return Matrix.of(rows);
    }

    private static float[][] directions(Random random, int count) {
        float[][] directions = new float[count][FEATURES];
        for (float[] direction : directions) {
            for (int j = 0; j < FEATURES; j++) {
                direction[j] = (float) random.nextGaussian();
            }
            normalise(direction);
        }
        return directions;
    }

    private static void normalise(float[] row) {
        double norm = Math.sqrt(IntStream.range(0, row.length)
                .mapToDouble(j -> (double) row[j] * row[j])
                .sum());
        for (int j = 0; j < row.length; j++) {
            row[j] /= (float) norm;
        }
    }
}
