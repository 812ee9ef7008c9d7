package io.rectify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.audit.Audit;
import io.rectify.audit.OutOfSample;
import io.rectify.data.Dataset;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.RowNorms;
import io.rectify.linalg.StreamedRows;
import io.rectify.noise.Corruption;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.spectral.SpectralDistillation;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Features that are read block by block give, bit for bit, what the same features in memory give. */
class StreamedFeaturesTest {
    private static final int ROWS = 5000;
    private static final SoftmaxProbe.Options PROBE = SoftmaxProbe.Options.DEFAULTS.withThreads(2);

    private static final Audit.Options AUDIT = Audit.Options.DEFAULTS.withNeighbours(3);

    private final Dataset data = noisy();
    private final StreamedRows streamed = new StreamedRows((Matrix) data.features());

    private static Dataset noisy() {
        Dataset clean = Samples.clouds(ROWS, 4, 6, 0.8, 5);
        return clean.withGiven(new Corruption.Symmetric(0.3).apply(clean.given(), 5));
    }

    @AfterEach
    void everyBlockWasClosedAndNoneWasLarge() {
        assertThat(streamed.open()).isZero();
        assertThat(streamed.largestBlock()).isPositive().isLessThan(ROWS / 2);
    }

    private void same(Function<Dataset, Matrix> compute) {
        try (Matrix inMemory = compute.apply(data);
                Matrix read = compute.apply(data.withFeatures(streamed))) {
            assertThat(read.contentEquals(inMemory)).isTrue();
        }
    }

    private static RowBlocks prepared(Dataset rows, Preprocessing.Scheme scheme) {
        return Preprocessing.fit(rows.features(), scheme, 2).over(rows.features(), 2);
    }

    @ParameterizedTest
    @EnumSource
    void preprocessing(Preprocessing.Scheme scheme) {
        same(rows -> Preprocessing.fit(rows.features(), scheme, 2).apply(rows.features(), 2));
        same(rows -> prepared(rows, scheme).selectRows(new int[] {4000, 3, 4001}));
    }

    @Test
    void norms() {
        assertThat(RowNorms.squared(streamed, 2)).isEqualTo(RowNorms.squared(data.features(), 1));
    }

    @Test
    void distillationAndPrediction() {
        same(rows -> Distillation.run(
                        Prepared.of(rows, Preprocessing.Scheme.CENTRE_NORMALISE, 2),
                        Method.SD.plan(),
                        PROBE,
                        Distillation.Monitor.SILENT)
                .outputs()
                .matrix());
    }

    @Test
    void distillationInClosedForm() {
        same(rows -> SpectralDistillation.run(Prepared.asIs(rows), 3, 20, 2)
                .outputs()
                .matrix());
    }

    @Test
    void searchAndPredictionOfTheChoice() {
        AutoOptions options = AutoOptions.DEFAULTS
                .withKappas(List.of(5.0, 50.0))
                .withRounds(1)
                .withProbe(PROBE);
        same(rows -> {
            AutoDistill.Result result = AutoDistill.run(rows, options, AutoDistill.Monitor.SILENT);
            result.close();
            return result.training()
                    .model(rows.given().names())
                    .predict(rows.features(), 2)
                    .matrix();
        });
    }

    @Test
    void crossFittingAndAudit() {
        Recipe candidate = Recipe.of(Method.HARDEN).withKappa(5);
        OutOfSample inMemory = OutOfSample.crossFitted(data, candidate, 4, 1, PROBE, OutOfSample.Monitor.SILENT);
        OutOfSample read = OutOfSample.crossFitted(
                data.withFeatures(streamed), candidate, 4, 1, PROBE, OutOfSample.Monitor.SILENT);
        assertThat(read.probabilities()
                        .matrix()
                        .contentEquals(inMemory.probabilities().matrix()))
                .isTrue();
        Audit one = Audit.of(Prepared.asIs(data), inMemory, AUDIT.withThreads(2));
        Audit other = Audit.of(Prepared.asIs(data.withFeatures(streamed)), read, AUDIT.withThreads(1));
        assertThat(one.issues().flagged()).isNotEmpty().isEqualTo(other.issues().flagged());
        assertThat(one.neighbours()).isEqualTo(other.neighbours());
        assertThat(one.anomalies().duplicates()).isEqualTo(other.anomalies().duplicates());
        assertThat(one.anomalies().outliers()).isEqualTo(other.anomalies().outliers());
    }

    @Test
    void oneRowsOfAProbabilityMatrix() {
        SoftmaxProbe probe = SoftmaxProbe.fit(data.features(), new io.rectify.data.Targets.OneHot(data.given()), PROBE)
                .probe();
        same(rows -> {
            Probabilities predicted = probe.predict(rows.features(), 2);
            return predicted.matrix();
        });
    }
}
