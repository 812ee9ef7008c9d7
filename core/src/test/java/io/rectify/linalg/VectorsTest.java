package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {
    /** ⟨(1, 2), (3, 4)⟩ = 3 + 8 and ‖(3, 4)‖ = √(9 + 16). */
    @Test
    void workedExample() {
        assertThat(Vectors.dot(new double[] {1, 2}, new double[] {3, 4})).isEqualTo(11);
        assertThat(Vectors.norm(new double[] {3, 4})).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 103})
    void dotAndNormEqualTheDefinition(int n) {
        double[] a = Samples.gaussianRows(1, n, 1, 1)[0];
        double[] b = Samples.gaussianRows(1, n, 1, 2)[0];
        double dot = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            dot += a[i] * b[i];
            squares += a[i] * a[i];
        }
        assertThat(Vectors.dot(a, b)).isCloseTo(dot, within(1e-12));
        assertThat(Vectors.norm(a)).isCloseTo(Math.sqrt(squares), within(1e-12));
    }

    @Test
    void addScaledMayWriteOntoItsArguments() {
        double[] a = {1, 2, 3};
        double[] b = {10, 20, 30};
        double[] c = new double[3];
        Vectors.addScaled(a, 0.5, b, c);
        assertThat(c).containsExactly(6, 12, 18);
        Vectors.addScaled(a, -1, b, a);
        assertThat(a).containsExactly(-9, -18, -27);
        Vectors.addScaled(c, 2, b, b);
        assertThat(b).containsExactly(26, 52, 78);
    }

    @Test
    void differenceIsElementwise() {
        assertThat(Vectors.difference(new double[] {5, 7}, new double[] {2, 9})).containsExactly(3, -2);
    }
}
