package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FourierFeaturesTest {
    /** The inner product estimates the kernel with a standard error of at most 1/√(D/2). */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, 2})
    void innerProductsEstimateTheKernel(double distance) {
        double gamma = 0.3;
        int features = 200_000;
        FourierFeatures map = new FourierFeatures(3, features, gamma, 5);
        float[] a = map.of(new float[] {1, -2, 0.5f});
        float[] b = map.of(new float[] {1 + (float) distance, -2, 0.5f});
        double product = 0;
        for (int j = 0; j < features; j++) {
            product += a[j] * b[j];
        }
        assertThat(product).isCloseTo(Math.exp(-gamma * distance * distance), within(4 / Math.sqrt(features / 2.0)));
    }
}
