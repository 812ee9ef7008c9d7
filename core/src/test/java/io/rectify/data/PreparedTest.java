package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rectify.Samples;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.StreamedRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreparedTest {
    private final Dataset rows = Samples.clouds(40, 3, 5, 1, 7);

    /** Rows (1, 2) and (3, 2): the mean is (2, 2), so they are (−1, 0) and (1, 0) centred, and normalised already. */
    @Test
    void twoRowsByHand() {
        Matrix x = Matrix.of(new float[][] {{1, 2}, {3, 2}});
        Dataset data = Dataset.of(x, Labels.of(new int[] {0, 1}, 2));
        try (Prepared prepared = Prepared.of(data, Preprocessing.Scheme.CENTRE_NORMALISE, 1)) {
            assertThat(prepared.features().rowBlock(0, 2).row(0)).containsExactly(-1, 0);
            assertThat(prepared.features().rowBlock(0, 2).row(1)).containsExactly(1, 0);
            assertThat(prepared.preprocessing().shift()).containsExactly(2, 2);
            assertThat(prepared).hasToString("2 rows x 2 features, centre-normalise, 2 classes");
        }
        assertThat(x.row(0)).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void lazilyAndReadFromElsewhereRowsAreTheSame(Preprocessing.Scheme scheme) {
        try (Prepared prepared = Prepared.of(rows, scheme, 2);
                Prepared lazily = Prepared.lazily(rows, scheme, 1);
                Prepared elsewhere =
                        Prepared.of(rows.withFeatures(new StreamedRows((Matrix) rows.features())), scheme, 1);
                Matrix expected = prepared.features().rowBlock(0, 40);
                Matrix one = lazily.features().rowBlock(0, 40);
                Matrix two = elsewhere.features().rowBlock(0, 40)) {
            assertThat(one.contentEquals(expected)).isTrue();
            assertThat(two.contentEquals(expected)).isTrue();
            assertThat(prepared.given()).isEqualTo(rows.given());
            assertThat(prepared.trueLabels()).isEqualTo(rows.trueLabels());
            assertThat(prepared.size()).isEqualTo(40);
        }
    }

    @Test
    void closingFreesWhatWasMadeAndNothingElse() {
        Prepared prepared = Prepared.of(rows, Preprocessing.Scheme.CENTRE, 1);
        Prepared part = prepared.select(new int[] {3, 1});
        prepared.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> prepared.features().rowBlock(0, 1).get(0, 0));
        assertThat(part.given().toArray())
                .containsExactly(rows.given().get(3), rows.given().get(1));
        assertThat(part.features().rowBlock(0, 1).get(0, 0)).isFinite();
        part.close();
        Prepared.asIs(rows).close();
        assertThat(rows.features().rowBlock(0, 1).get(0, 0)).isFinite();
    }

    @Test
    void asIsChangesNothing() {
        Prepared prepared = Prepared.asIs(rows);
        assertThat(prepared.features()).isSameAs(rows.features());
        try (Matrix again = prepared.preprocessing().apply(rows.features(), 1)) {
            assertThat(again.contentEquals((Matrix) rows.features())).isTrue();
        }
    }

    @Test
    void aPreprocessingOfOtherFeaturesIsRefused() {
        Preprocessing other = Preprocessing.fit(Samples.gaussian(9, 4, 1, 1), Preprocessing.Scheme.CENTRE, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Prepared.of(rows, other, 1))
                .withMessage("features have 5 columns but the model expects 4");
    }
}
