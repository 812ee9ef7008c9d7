package io.rectify.distill;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import java.util.function.Consumer;

/** What refinements make of a teacher's outputs. */
final class TeacherOutputs {
    private TeacherOutputs() {}

    /** New targets: a copy of the outputs with each row changed, first row first. */
    static Targets.Soft changed(Probabilities teacher, Consumer<float[]> changeRow) {
        Matrix targets = Matrix.zeros(teacher.rows(), teacher.classes());
        float[] row = new float[teacher.classes()];
        for (int i = 0; i < teacher.rows(); i++) {
            teacher.matrix().getRows(i, 1, row);
            changeRow.accept(row);
            targets.setRows(i, 1, row);
        }
        return new Targets.Soft(targets);
    }

    /** softmax(log p/τ) in place. */
    static void softenInPlace(float[] row, double temperature) {
        if (temperature == 1) {
            return;
        }
        float largest = row[Probabilities.argmax(row)];
        double[] powers = new double[row.length];
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            powers[j] = Math.pow(row[j] / (double) largest, 1 / temperature);
            sum += powers[j];
        }
        for (int j = 0; j < row.length; j++) {
            row[j] = (float) (powers[j] / sum);
        }
    }

    static void checkShapes(Probabilities teacher, Labels given) {
        if (teacher.rows() != given.size() || teacher.classes() != given.classCount()) {
            throw new IllegalArgumentException("teacher's outputs are " + teacher.rows() + " x " + teacher.classes()
                    + " but labels has " + given.size() + " rows of " + given.classCount() + " classes");
        }
    }

    static void checkTemperature(double temperature) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be positive and finite but is " + temperature);
        }
    }

    static void checkAtLeastOne(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1 but is " + k);
        }
    }

    static void checkAtMost(int k, Probabilities teacher) {
        if (k > teacher.classes()) {
            throw new IllegalArgumentException("k is " + k + " but there are only " + teacher.classes() + " classes");
        }
    }
}
