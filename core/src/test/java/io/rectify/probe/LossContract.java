package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every loss owes; each takes 40 rows of 5 classes. */
abstract class LossContract {
    static final int ROWS = 40;
    static final int CLASSES = 5;

    abstract RowLoss loss();

    abstract Reference.RowLoss definition();

    private record Block(float[] derivatives, double[] losses) {}

    private static Block evaluate(RowLoss loss, int firstRow, double[][] logits) {
        int k = loss.classes();
        float[] flat = new float[logits.length * k];
        for (int i = 0; i < logits.length; i++) {
            System.arraycopy(Samples.floats(logits[i]), 0, flat, i * k, k);
        }
        double[] losses = new double[logits.length];
        loss.residualRowsInPlace(firstRow, logits.length, flat, losses, new float[flat.length]);
        return new Block(flat, losses);
    }

    @Test
    void sizesAreThoseOfTheTargets() {
        assertThat(loss().rows()).isEqualTo(ROWS);
        assertThat(loss().classes()).isEqualTo(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 5, 20})
    void lossesAndDerivativesEqualTheDefinition(double size) {
        double[][] logits = Samples.gaussianRows(ROWS, CLASSES, size, 1);
        Block block = evaluate(loss(), 0, logits);
        double[] derivatives = new double[CLASSES];
        for (int i = 0; i < ROWS; i++) {
            double expected = definition().of(i, logits[i], derivatives);
            assertThat(block.losses[i]).isCloseTo(expected, within(1e-6 * (1 + size)));
            for (int j = 0; j < CLASSES; j++) {
                assertThat((double) block.derivatives[i * CLASSES + j]).isCloseTo(derivatives[j], within(2e-6));
            }
        }
    }

    @Test
    void aBlockOfRowsInTheMiddleBelongsToItsOwnTargets() {
        double[][] logits = Samples.gaussianRows(ROWS, CLASSES, 2, 2);
        Block all = evaluate(loss(), 0, logits);
        Block part = evaluate(loss(), 13, Arrays.copyOfRange(logits, 13, 20));
        assertThat(part.losses).containsExactly(Arrays.copyOfRange(all.losses, 13, 20));
        assertThat(part.derivatives).containsExactly(Arrays.copyOfRange(all.derivatives, 13 * CLASSES, 20 * CLASSES));
    }

    /** Loss differences in float64 of the definition's own formula would hide a common mistake; these are the kernel's. */
    @Test
    void derivativesEqualFiniteDifferencesOfTheLosses() {
        double[][] logits = Samples.gaussianRows(ROWS, CLASSES, 1.5, 3);
        for (double[] row : logits) {
            Arrays.setAll(row, j -> Math.rint(row[j] * 64) / 64);
        }
        Block block = evaluate(loss(), 0, logits);
        double h = 1.0 / 32;
        for (int j = 0; j < CLASSES; j++) {
            double[][] losses = new double[4][];
            double[] steps = {-2 * h, -h, h, 2 * h};
            for (int s = 0; s < 4; s++) {
                double[][] moved = Arrays.stream(logits).map(double[]::clone).toArray(double[][]::new);
                for (double[] row : moved) {
                    row[j] += steps[s];
                }
                losses[s] = evaluate(loss(), 0, moved).losses;
            }
            for (int i = 0; i < ROWS; i++) {
                double slope = (losses[0][i] - 8 * losses[1][i] + 8 * losses[2][i] - losses[3][i]) / (12 * h);
                assertThat((double) block.derivatives[i * CLASSES + j]).isCloseTo(slope, within(3e-5));
            }
        }
    }

    @Test
    void derivativesOfARowSumToZero() {
        Block block = evaluate(loss(), 0, Samples.gaussianRows(ROWS, CLASSES, 3, 4));
        for (int i = 0; i < ROWS; i++) {
            double sum = 0;
            for (int j = 0; j < CLASSES; j++) {
                sum += block.derivatives[i * CLASSES + j];
            }
            assertThat(sum).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void extremeLogitsGiveFiniteLossesAndDerivatives() {
        double[][] logits = Samples.gaussianRows(ROWS, CLASSES, 1e4, 5);
        Block block = evaluate(loss(), 0, logits);
        double[] derivatives = new double[CLASSES];
        for (int i = 0; i < ROWS; i++) {
            double expected = definition().of(i, logits[i], derivatives);
            assertThat(block.losses[i]).isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected)) + 0.01));
            for (int j = 0; j < CLASSES; j++) {
                assertThat((double) block.derivatives[i * CLASSES + j]).isCloseTo(derivatives[j], within(1e-5));
            }
        }
    }
}
