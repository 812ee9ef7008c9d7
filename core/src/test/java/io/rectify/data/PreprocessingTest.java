package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessingTest {
    /** Features of different means and deviations. */
    private static double[][] rows(int n, int d, long seed) {
        double[][] x = Samples.gaussianRows(n, d, 1, seed);
        for (double[] row : x) {
            Arrays.setAll(row, j -> (float) (3 * j - 5 + (1 + j) * row[j]));
        }
        return x;
    }

    private static double mean(double[][] x, int j) {
        return Arrays.stream(x).mapToDouble(row -> row[j]).average().orElseThrow();
    }

    private static double deviation(double[][] x, int j) {
        double mean = mean(x, j);
        return Math.sqrt(Arrays.stream(x)
                .mapToDouble(row -> (row[j] - mean) * (row[j] - mean))
                .average()
                .orElseThrow());
    }

    /** The definition of each scheme, with the statistics of {@code fitted}. */
    private static double[] expected(double[][] fitted, double[] row, Preprocessing.Scheme scheme) {
        double[] result = row.clone();
        boolean centres = scheme != Preprocessing.Scheme.RAW && scheme != Preprocessing.Scheme.NORMALISE;
        for (int j = 0; j < row.length; j++) {
            result[j] -= centres ? mean(fitted, j) : 0;
            result[j] /= scheme == Preprocessing.Scheme.STANDARDISE ? deviation(fitted, j) : 1;
        }
        boolean normalises =
                scheme == Preprocessing.Scheme.NORMALISE || scheme == Preprocessing.Scheme.CENTRE_NORMALISE;
        double norm =
                normalises ? Math.sqrt(Arrays.stream(result).map(v -> v * v).sum()) : 1;
        return Arrays.stream(result).map(v -> v / norm).toArray();
    }

    /**
     * (3, 0) and (−3, 8) have the mean (0, 4). Less that they are (3, −4) and (−3, 4), of norm 5; their deviations are 3 and 4.
     */
    @Test
    void workedExample() {
        Matrix rows = Matrix.of(new float[][] {{3, 0}, {-3, 8}});
        Matrix normalised = Preprocessing.fit(rows, Preprocessing.Scheme.CENTRE_NORMALISE, 1)
                .apply(rows, 1);
        assertThat(normalised.row(0)).containsExactly(0.6f, -0.8f);
        assertThat(normalised.row(1)).containsExactly(-0.6f, 0.8f);
        Matrix standardised =
                Preprocessing.fit(rows, Preprocessing.Scheme.STANDARDISE, 1).apply(rows, 1);
        assertThat(standardised.row(0)).containsExactly(1, -1);
        assertThat(standardised.row(1)).containsExactly(-1, 1);
    }

    @ParameterizedTest
    @EnumSource(Preprocessing.Scheme.class)
    void everySchemeEqualsItsDefinitionOnFittedAndNewRows(Preprocessing.Scheme scheme) {
        for (int n : new int[] {2, 100, 2500}) {
            double[][] x = rows(n, 6, n);
            double[][] fresh = rows(30, 6, 99);
            try (Matrix features = Samples.matrix(x);
                    Matrix others = Samples.matrix(fresh)) {
                Preprocessing preprocessing = Preprocessing.fit(features, scheme, 2);
                assertThat(preprocessing.scheme()).isEqualTo(scheme);
                assertThat(preprocessing.features()).isEqualTo(6);
                Matrix own = preprocessing.apply(features, 2);
                Matrix other = preprocessing.apply(others, 1);
                for (int i = 0; i < Math.min(n, 200); i++) {
                    assertThat(Samples.doubles(own.row(i))).containsExactly(expected(x, x[i], scheme), within(1e-5));
                }
                for (int i = 0; i < 30; i++) {
                    assertThat(Samples.doubles(other.row(i)))
                            .containsExactly(expected(x, fresh[i], scheme), within(2e-5));
                }
            }
        }
    }

    @Test
    void standardisedFeaturesHaveMeanZeroAndDeviationOne() {
        try (Matrix features = Samples.matrix(rows(3000, 5, 1))) {
            Preprocessing preprocessing = Preprocessing.fit(features, Preprocessing.Scheme.STANDARDISE, 2);
            double[][] z = Samples.doubles(preprocessing.apply(features, 2));
            for (int j = 0; j < 5; j++) {
                assertThat(mean(z, j)).isCloseTo(0, within(1e-6));
                assertThat(deviation(z, j)).isCloseTo(1, within(1e-6));
            }
        }
    }

    @Test
    void normalisedRowsHaveNormOne() {
        try (Matrix features = Samples.matrix(rows(500, 5, 1))) {
            for (Preprocessing.Scheme scheme :
                    new Preprocessing.Scheme[] {Preprocessing.Scheme.NORMALISE, Preprocessing.Scheme.CENTRE_NORMALISE
                    }) {
                for (double[] row :
                        Samples.doubles(Preprocessing.fit(features, scheme, 1).apply(features, 1))) {
                    assertThat(Arrays.stream(row).map(v -> v * v).sum()).isCloseTo(1, within(1e-6));
                }
            }
        }
    }

    @Test
    void rawLeavesEveryBit() {
        try (Matrix features = Samples.matrix(rows(2000, 5, 1))) {
            Preprocessing preprocessing = Preprocessing.fit(features, Preprocessing.Scheme.RAW, 2);
            assertThat(preprocessing.apply(features, 2).contentEquals(features)).isTrue();
        }
    }

    @Test
    void aRowOfNormZeroStaysZero() {
        try (Matrix features = Matrix.of(new float[][] {{0, 0}, {3, 4}, {-3, -4}})) {
            assertThat(Preprocessing.fit(features, Preprocessing.Scheme.NORMALISE, 1)
                            .apply(features, 1)
                            .row(0))
                    .containsExactly(0, 0);
            Matrix centred = Preprocessing.fit(features, Preprocessing.Scheme.CENTRE_NORMALISE, 1)
                    .apply(features, 1);
            assertThat(centred.row(0)).containsExactly(0, 0);
            assertThat(centred.row(1)).containsExactly(new float[] {0.6f, 0.8f}, within(1e-7f));
        }
    }

    @Test
    void verySmallAndVeryLargeRowsAreNormalisedToo() {
        try (Matrix features = Matrix.of(new float[][] {{3e-30f, 4e-30f}, {3e37f, 4e37f}, {-3e-44f, 0}})) {
            Matrix normalised = Preprocessing.fit(features, Preprocessing.Scheme.NORMALISE, 1)
                    .apply(features, 1);
            assertThat(normalised.row(0)).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
            assertThat(normalised.row(1)).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
            assertThat(normalised.row(2)).containsExactly(-1, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 1, -0.1f, 1e-30f, 1e6f + 0.0625f, 123_456.79f, -1e20f, 3e38f})
    void aConstantFeatureBecomesZeroWhenStandardised(float constant) {
        int n = 3001;
        Matrix features = Matrix.zeros(n, 2);
        for (int i = 0; i < n; i++) {
            features.setRows(i, 1, new float[] {constant, i % 2});
        }
        Preprocessing preprocessing = Preprocessing.fit(features, Preprocessing.Scheme.STANDARDISE, 2);
        assertThat(preprocessing.scale()[0]).isEqualTo(1);
        Matrix result = preprocessing.apply(features, 1);
        for (int i = 0; i < n; i++) {
            assertThat(result.get(i, 0)).isZero();
            assertThat(result.get(i, 1)).isNotZero();
        }
    }

    @Test
    void aLargeConstantWithRoundingInItsLastBitIsNotBlownUp() {
        Random random = new Random(1);
        Matrix features = Matrix.zeros(1000, 1);
        for (int i = 0; i < 1000; i++) {
            features.set(i, 0, 1e6f + 0.0625f * random.nextInt(2));
        }
        Preprocessing preprocessing = Preprocessing.fit(features, Preprocessing.Scheme.STANDARDISE, 1);
        Matrix result = preprocessing.apply(features, 1);
        for (int i = 0; i < 1000; i++) {
            assertThat(result.get(i, 0)).isBetween(-0.07f, 0.07f);
        }
    }

    @Test
    void aSmallDeviationAroundALargeMeanIsStillStandardised() {
        Matrix features = Matrix.zeros(1000, 1);
        for (int i = 0; i < 1000; i++) {
            features.set(i, 0, 1000 + 0.0625f * (i % 2));
        }
        Matrix result =
                Preprocessing.fit(features, Preprocessing.Scheme.STANDARDISE, 1).apply(features, 1);
        assertThat(result.get(0, 0)).isCloseTo(-1, within(2e-3f));
        assertThat(result.get(1, 0)).isCloseTo(1, within(2e-3f));
    }

    @Test
    void aFeatureOfVerySmallDeviationAroundZeroIsStandardisedAndNotRefused() {
        Matrix features = Matrix.of(new float[][] {{1e-40f, 1}, {-1e-40f, 2}});
        Matrix result =
                Preprocessing.fit(features, Preprocessing.Scheme.STANDARDISE, 1).apply(features, 1);
        assertThat(result.get(0, 0)).isFinite();
        assertThat(result.get(0, 1)).isCloseTo(-1, within(1e-6f));
    }

    @Test
    void identicalRowsBecomeZeroWhenCentredAndNormalised() {
        Matrix features = Matrix.zeros(777, 3);
        for (int i = 0; i < 777; i++) {
            features.setRows(i, 1, new float[] {0.1f, -12345.67f, 1e10f});
        }
        Matrix result = Preprocessing.fit(features, Preprocessing.Scheme.CENTRE_NORMALISE, 2)
                .apply(features, 2);
        for (int i = 0; i < 777; i++) {
            assertThat(result.row(i)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @EnumSource(Preprocessing.Scheme.class)
    void partsRestoreTheSamePreprocessing(Preprocessing.Scheme scheme) {
        try (Matrix features = Samples.matrix(rows(300, 4, 1));
                Matrix fresh = Samples.matrix(rows(20, 4, 2))) {
            Preprocessing fitted = Preprocessing.fit(features, scheme, 1);
            Preprocessing restored = Preprocessing.of(fitted.scheme(), fitted.shift(), fitted.scale());
            assertThat(restored.apply(fresh, 1).contentEquals(fitted.apply(fresh, 1)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Preprocessing.Scheme.class)
    void fitAndApplyAreBitEqualForAnyNumberOfThreads(Preprocessing.Scheme scheme) {
        try (Matrix features = Samples.matrix(rows(5000, 4, 1))) {
            Preprocessing one = Preprocessing.fit(features, scheme, 1);
            Preprocessing three = Preprocessing.fit(features, scheme, 3);
            assertThat(three.shift()).containsExactly(one.shift());
            assertThat(three.scale()).containsExactly(one.scale());
            assertThat(three.apply(features, 3).contentEquals(one.apply(features, 1)))
                    .isTrue();
        }
    }

    @Test
    void appliedFeaturesAreANewMatrix() {
        Matrix features = Samples.matrix(rows(10, 3, 1));
        Matrix before = Samples.matrix(rows(10, 3, 1));
        Preprocessing.fit(features, Preprocessing.Scheme.STANDARDISE, 1).apply(features, 1);
        assertThat(features.contentEquals(before)).isTrue();
    }

    @Test
    void partsAreCopied() {
        float[] shift = {1};
        float[] scale = {2};
        Preprocessing preprocessing = Preprocessing.of(Preprocessing.Scheme.CENTRE, shift, scale);
        shift[0] = 9;
        scale[0] = 9;
        preprocessing.shift()[0] = 9;
        preprocessing.scale()[0] = 9;
        assertThat(preprocessing.shift()).containsExactly(1);
        assertThat(preprocessing.scale()).containsExactly(2);
    }

    @Test
    void wrongWidthIsRefused() {
        Preprocessing preprocessing = Preprocessing.fit(Matrix.zeros(2, 3), Preprocessing.Scheme.CENTRE, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> preprocessing.apply(Matrix.zeros(5, 4), 1))
                .withMessage("features have 4 columns but the model expects 3");
    }

    @Test
    void noRowsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Preprocessing.fit(Matrix.zeros(0, 3), Preprocessing.Scheme.RAW, 1))
                .withMessage("preprocessing needs at least one row of features");
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1", "Infinity, 1", "0, NaN", "0, -Infinity"})
    void partsThatAreNotFiniteAreRefused(float shift, float scale) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Preprocessing.of(
                        Preprocessing.Scheme.STANDARDISE, new float[] {0, shift}, new float[] {1, scale}))
                .withMessage("preprocessing of feature 1 is not finite");
    }

    @Test
    void partsOfDifferentLengthAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Preprocessing.of(Preprocessing.Scheme.CENTRE, new float[2], new float[3]))
                .withMessage("shift has 2 values but scale has 3");
    }

    @Test
    void featuresThatAreNotFiniteAreRefusedWhenStatisticsAreNeeded() {
        Matrix features = Matrix.of(new float[][] {{1, 2}, {3, Float.NaN}});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Preprocessing.fit(features, Preprocessing.Scheme.CENTRE, 1))
                .withMessage("preprocessing of feature 1 is not finite");
    }

    @Test
    void schemesReadAsUsersWriteThem() {
        assertThat(Preprocessing.Scheme.CENTRE_NORMALISE).hasToString("centre-normalise");
        assertThat(Preprocessing.Scheme.RAW).hasToString("raw");
    }
}
