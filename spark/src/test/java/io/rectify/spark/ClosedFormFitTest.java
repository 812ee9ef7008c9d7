package io.rectify.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Targets;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosedFormFitTest {
    /**
     * Four rows in two dimensions, raw: X = (1,0), (0,2), (1,0), (0,2), labels a b a b. XᵀX = diag(2, 8), YᵀX less its mean = ½(2,−4), ½(−2,4).
     * With κ = 2, step 1: W = diag(1/4, 1/10)·Xᵀ(Y − ½) = (1/4, −1/4), (−2/10, 2/10).
     */
    @Test
    void fourRowsByHand() {
        float[][] x = {{1, 0}, {0, 2}, {1, 0}, {0, 2}};
        var data = new LocalSpark.Data(x, io.rectify.data.Labels.of(List.of("a", "b", "a", "b")));
        try (Matrix weights = fit(data, 3, Preprocessing.Scheme.RAW).probe().weights(new SpectralFilter(2, 1), 1)) {
            assertThat(weights.row(0)).containsExactly(0.25f, -0.25f);
            assertThat(weights.row(1)).containsExactly(-0.2f, 0.2f);
        }
    }

    private static ClosedFormFit fit(LocalSpark.Data data, int partitions, Preprocessing.Scheme scheme) {
        JavaRDD<RowReader.Named> named = RowReader.read(data.frame(partitions), "features", "label", "", 100);
        Survey survey = Survey.of(named, "label");
        JavaRDD<Block> blocks =
                RectifyClassifier.prepared(named, survey.preprocessing(scheme, named), survey.classes());
        return ClosedFormFit.of(blocks, survey.rows(), survey.columns(), survey.classes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 40})
    void digitsAsCoreHasThem(int partitions) {
        asCoreHasThem(LocalSpark.digits().noisy(0.3, 1), partitions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"banking77", "clinc150"})
    void textsAsCoreHasThem(String name) {
        asCoreHasThem(LocalSpark.texts(name), 3);
    }

    private static void asCoreHasThem(LocalSpark.Data data, int partitions) {
        SpectralProbe ours =
                fit(data, partitions, Preprocessing.Scheme.CENTRE_NORMALISE).probe();
        try (Prepared rows = Prepared.of(data.dataset(), Preprocessing.Scheme.CENTRE_NORMALISE, 2)) {
            GramSpectrum spectrum = GramSpectrum.of(rows.features(), GramSpectrum.Form.PRIMAL, 2);
            SpectralProbe core = SpectralProbe.fit(spectrum, rows.features(), new Targets.OneHot(rows.given()), 2);
            double[] values = spectrum.values();
            assertThat(ours.spectrum().rank()).isEqualTo(spectrum.rank());
            for (int j = 0; j < values.length; j++) {
                assertThat(ours.spectrum().values()[j]).isCloseTo(values[j], within(1e-12 * values[0]));
            }
            for (int step : new int[] {1, 5}) {
                SpectralFilter filter = new SpectralFilter(15, step);
                try (Matrix a = ours.weights(filter, 1);
                        Matrix b = core.weights(filter, 1);
                        DoubleMatrix wide = DoubleMatrix.of(b)) {
                    double largest = 0;
                    for (double value : wide.toArray()) {
                        largest = Math.max(largest, Math.abs(value));
                    }
                    // Weights are computed in float64 and rounded to float32, so half an ulp is the least that may be
                    // asked.
                    for (int i = 0; i < a.rows(); i++) {
                        for (int c = 0; c < a.columns(); c++) {
                            assertThat(a.get(i, c)).isCloseTo(b.get(i, c), within((float) (largest * 1e-7)));
                        }
                    }
                }
                assertThat(ours.squaredResiduals(filter))
                        .isCloseTo(core.squaredResiduals(filter), within(1e-12 * data.features().length));
            }
        }
    }

    @Test
    void theModelIsTheOneOfCoreAtItsTemperature() {
        LocalSpark.Data data = LocalSpark.digits().noisy(0.3, 1);
        RectifyClassificationModel model = new RectifyClassifier()
                .setMethod("spectral")
                .setRounds(2)
                .setKappa(20)
                .fit(data.frame(4));
        Recipe recipe = Recipe.of(Method.SPECTRAL.withRounds(2)).withKappa(20);
        try (Recipe.Training core = recipe.fit(data.dataset(), SoftmaxProbe.Options.DEFAULTS);
                Matrix ours = model.model().probe().weights()) {
            for (int i = 0; i < ours.rows(); i++) {
                assertThat(ours.row(i))
                        .containsExactly(core.last().probe().weights().row(i), within(1e-5f));
            }
        }
        assertThat(model.recipe()).isEqualTo(recipe.toString());
        assertThat(model.fits()).isEmpty();
    }

    @Test
    void equalPartitionsGiveEqualBitsAndEmptyOnesAddNothing() {
        LocalSpark.Data data = LocalSpark.digits();
        double[] once = fit(data, 7, Preprocessing.Scheme.STANDARDISE)
                .probe()
                .spectrum()
                .values();
        double[] again = fit(data, 7, Preprocessing.Scheme.STANDARDISE)
                .probe()
                .spectrum()
                .values();
        assertThat(again).isEqualTo(once);
        var few = data.first(3);
        assertThat(fit(few, 9, Preprocessing.Scheme.RAW).probe().spectrum().values())
                .containsExactly(
                        fit(few, 1, Preprocessing.Scheme.RAW).probe().spectrum().values(), within(1e-9));
    }

    @Test
    void refusesWhatClosedFormsDoNotKnow() {
        var frame = LocalSpark.digits().first(20).frame(2).withColumn("w", org.apache.spark.sql.functions.lit(1.0));
        var classifier = new RectifyClassifier().setMethod("spectral");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> classifier
                        .copy(org.apache.spark.ml.param.ParamMap.empty())
                        .setWeightCol("w")
                        .fit(frame)))
                .hasMessage("method spectral knows no row weights: leave weightCol out or name another method");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> classifier.setIntercept(true).fit(frame)))
                .hasMessageContaining("has one kappa for all steps and neither an intercept");
    }
}
