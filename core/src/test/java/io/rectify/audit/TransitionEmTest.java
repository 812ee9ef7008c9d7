package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Test;

class TransitionEmTest {
    /**
     * Three rows with outputs (½, ½) and labels 0, 0, 1; T begins with .8 on its diagonal. A row given 0 is of class 0 with probability .8, the
     * one given 1 with .2: class 0 has 1.8 rows of which .2 are wrong, class 1 has 1.2 of which .4 are. So τ = .6/3, and the rates
     * are (.2 + 100·.2)/101.8 and (.4 + 100·.2)/101.2. Each label had probability ½·.8 + ½·.2.
     */
    @Test
    void workedExample() {
        try (Matrix outputs = Matrix.of(new float[][] {{0.5f, 0.5f}, {0.5f, 0.5f}, {0.5f, 0.5f}})) {
            TransitionEm em = new TransitionEm(outputs, Labels.of(new int[] {0, 0, 1}, 2), 50, 1);
            em.run(1, new float[0]);
            assertThat(em.rate()).isCloseTo(0.2, within(1e-6));
            assertThat(em.priors()).containsExactly(new double[] {0.6, 0.4}, within(1e-6));
            assertThat(em.transitions()[0]).containsExactly(new double[] {0.801572, 0.198428}, within(1e-6));
            assertThat(em.transitions()[1]).containsExactly(new double[] {0.201581, 0.798419}, within(1e-6));
            assertThat(em.logLikelihood()).isCloseTo(3 * Math.log(0.5), within(1e-6));
        }
    }
}
