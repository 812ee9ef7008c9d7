package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values: numpy 1.24.2, default_rng(seed).random(3). */
class NumpyRandomTest {
    @ParameterizedTest
    @CsvSource({
        "0,0.6369616873214543,0.2697867137638703,0.04097352393619469",
        "1,0.5118216247002567,0.9504636963259353,0.14415961271963373",
        "2,0.2616121342493164,0.2984911434141233,0.8142257405942803",
        "12345,0.22733602246716966,0.31675833970975287,0.7973654573327341",
        "4294967295,0.2519435680449965,0.21906579628685663,0.28728472043517017"
    })
    void isNumpysGeneratorBitForBit(long seed, double first, double second, double third) {
        NumpyRandom random = new NumpyRandom(seed);

        assertThat(random.nextDouble()).isEqualTo(first);
        assertThat(random.nextDouble()).isEqualTo(second);
        assertThat(random.nextDouble()).isEqualTo(third);
    }
}
