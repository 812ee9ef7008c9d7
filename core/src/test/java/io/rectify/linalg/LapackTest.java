package io.rectify.linalg;

import static io.rectify.Samples.gaussian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inverses; eigenproblems are tested with {@link SymmetricEigen}. */
class LapackTest {
    /** A·A⁻¹ = I. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 17, 120})
    void inverseUndoesTheMatrix(int n) {
        double[] a = Blas.gram(gaussian(3 * n, n, 1, 8), 1);
        double[] kept = a.clone();
        double[] inverse = Lapack.inverse(a, n);
        assertThat(a).containsExactly(kept);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < n; l++) {
                    sum += a[i * n + l] * inverse[l * n + j];
                }
                assertThat(sum).isCloseTo(i == j ? 1 : 0, within(1e-9));
            }
        }
    }

    @Test
    void whatIsNotPositiveDefiniteHasNoInverse() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Lapack.inverse(new double[] {1, 2, 2, 1}, 2))
                .withMessage("matrix of size 2 is not positive definite");
    }
}
