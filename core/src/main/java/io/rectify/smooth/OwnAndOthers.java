package io.rectify.smooth;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import java.util.Arrays;

/** Targets with one weight on the given label and another on every other class. */
final class OwnAndOthers {
    private OwnAndOthers() {}

    static Targets.Soft targets(Labels given, double own, double other) {
        Matrix targets = Matrix.zeros(given.size(), given.classCount());
        float[] row = new float[given.classCount()];
        for (int i = 0; i < given.size(); i++) {
            Arrays.fill(row, (float) other);
            row[given.get(i)] = (float) own;
            targets.setRows(i, 1, row);
        }
        return new Targets.Soft(targets);
    }
}
