package io.rectify.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Hot paths beside the matrix products that they consist of, in turn in the same run: ratios, never seconds. On a quiet machine an evaluation
 * has .75 to .85 of the products' rate, and copies, which are found without most products, 1.2 to 1.5; what others do on the machine takes from both. A loop that lost its vector
 * instructions, or a product that lost its blocks, is five times as slow.
 */
class RatesTest {
    /** Attempts, since another process may take the processor during one of the two. */
    private static final int ATTEMPTS = 4;

    @ParameterizedTest
    @CsvSource({"evaluation, twoProducts, 0.4", "copies, pairProducts, 0.5", "nearestRows, allPairProducts, 0.35"})
    void hotPathsKeepTheirShareOfTheProductsRate(String path, String products, double least) throws RunnerException {
        double best = 0;
        for (int attempt = 0; attempt < ATTEMPTS && best < least; attempt++) {
            best = Math.max(best, Rates.microseconds(products, 3) / Rates.microseconds(path, 3));
        }
        assertThat(best).as(path + " beside " + products).isGreaterThan(least);
    }
}
