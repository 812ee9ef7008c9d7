package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MachineTest {
    /** The first number is Σ aⱼ·bⱼ of 5000 pairs drawn from the generator of seed 1, a row of A and a column of B. */
    @Test
    void theFixedProductIsWhatItsDefinitionSays() {
        SplittableRandom random = new SplittableRandom(1);
        float[] drawn = new float[2 * 48 * 5000];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (random.nextDouble() - 0.5);
        }
        double sum = 0;
        for (int j = 0; j < 5000; j++) {
            sum += (double) drawn[j] * drawn[48 * 5000 + 48 * j];
        }
        float[] product = Machine.arithmetic();
        assertThat(product).hasSize(48 * 48);
        assertThat((double) product[0]).isCloseTo(sum, within(1e-3));
        assertThat(Machine.arithmetic()).containsExactly(product);
    }

    @Test
    void theMachineSaysWhatItIs() {
        assertThat(Machine.library()).isEqualTo(Blas.library());
        assertThat(Machine.kernel()).isEqualTo(LogSumExp.kernel());
        assertThat(Machine.memory()).isGreaterThan(1L << 28);
    }
}
