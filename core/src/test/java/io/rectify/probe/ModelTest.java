package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Preprocessing;
import io.rectify.linalg.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelTest {
    private static final Preprocessing PREPROCESSING =
            Preprocessing.of(Preprocessing.Scheme.CENTRE_NORMALISE, new float[] {1, -2, 0.5f}, new float[] {1, 1, 1});
    private static final SoftmaxProbe PROBE =
            SoftmaxProbe.of(Samples.gaussian(3, 4, 2, 1), new float[] {0.5f, 0, -1, 2});
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    /** Weights (0, ln 3) take the feature 1 to logits 0 and ln 3, which are (1, 3)/4, and the feature 2 to 0 and ln 9. */
    @Test
    void workedExample() {
        Model model = new Model(
                Preprocessing.of(Preprocessing.Scheme.RAW, new float[1], new float[] {1}),
                SoftmaxProbe.of(Matrix.of(new float[][] {{0, (float) Math.log(3)}}), new float[2]),
                List.of("a", "b"));
        double[][] outputs = Samples.doubles(model.predict(Matrix.of(new float[][] {{1}, {2}}), 1)
                .matrix());
        assertThat(outputs[0]).containsExactly(new double[] {0.25, 0.75}, within(1e-6));
        assertThat(outputs[1]).containsExactly(new double[] {0.1, 0.9}, within(1e-6));
    }

    @Test
    void predictionsAreThoseOfTheProbeOnPreprocessedRows() {
        Matrix x = Samples.gaussian(50, 3, 3, 2);
        Model model = new Model(PREPROCESSING, PROBE, NAMES);
        double[][] outputs = Samples.doubles(model.predict(x, 2).matrix());
        double[][] w = Samples.doubles(PROBE.weights());
        for (int i = 0; i < 50; i++) {
            double[] row = {x.get(i, 0) - 1, x.get(i, 1) + 2, x.get(i, 2) - 0.5};
            double norm = Math.sqrt(row[0] * row[0] + row[1] * row[1] + row[2] * row[2]);
            double[] z = new double[4];
            for (int j = 0; j < 4; j++) {
                z[j] = PROBE.bias()[j];
                for (int l = 0; l < 3; l++) {
                    z[j] += row[l] / norm * w[l][j];
                }
            }
            assertThat(outputs[i]).containsExactly(Reference.softmax(z), within(1e-6));
        }
    }

    @Test
    void predictLeavesFeaturesUnchanged() {
        Matrix x = Samples.gaussian(10, 3, 3, 2);
        new Model(PREPROCESSING, PROBE, NAMES).predict(x, 1);
        assertThat(x.contentEquals(Samples.gaussian(10, 3, 3, 2))).isTrue();
    }

    @Test
    void anotherNumberOfFeaturesIsRefused() {
        Model model = new Model(PREPROCESSING, PROBE, NAMES);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.predict(Matrix.zeros(2, 4), 1))
                .withMessage("features have 4 columns but the model expects 3");
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        Preprocessing narrow = Preprocessing.of(Preprocessing.Scheme.RAW, new float[2], new float[2]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Model(narrow, PROBE, NAMES))
                .withMessage("preprocessing is for 2 features but the probe for 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Model(PREPROCESSING, PROBE, List.of("a", "b")))
                .withMessage("2 class names for a probe of 4 classes");
    }

    @Test
    void classNamesAreCopied() {
        List<String> names = new ArrayList<>(NAMES);
        Model model = new Model(PREPROCESSING, PROBE, names);
        names.set(0, "changed");
        assertThat(model.classNames()).isEqualTo(NAMES);
    }
}
