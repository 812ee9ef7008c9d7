package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sums that are made part by part, as machines would make them. */
class LossSumsTest {
    private static final int D = 5;
    private static final int K = 4;

    /**
     * One row x = 3 of class 1 of 2 at W = 0, b = 0: p = (½, ½), so Σ x·(p − t)ᵀ = (1.5, −1.5), Σ (p − t) = (.5, −.5) and the loss is ln 2.
     */
    @Test
    void oneRowByHand() {
        try (Matrix x = Matrix.of(new float[][] {{3}});
                LossSums sums = sums(x, Labels.of(new int[] {1}, 2))) {
            assertThat(sums.at(new double[4]))
                    .containsExactly(new double[] {1.5, -1.5, 0.5, -0.5, Math.log(2)}, within(1e-7));
            assertThat(sums.at(new double[2]))
                    .containsExactly(new double[] {1.5, -1.5, 0, 0, Math.log(2)}, within(1e-7));
            assertThat(sums.weight()).isEqualTo(1);
        }
    }

    private static LossSums sums(Matrix x, Labels labels) {
        return LossSums.of(SoftmaxProbe.Problem.of(x, new CrossEntropy(new Targets.OneHot(labels))), 1);
    }

    @Test
    void aFitToSumsOfPartsIsTheFitToAllRows() {
        Labels labels = Samples.labels(700, K, 2);
        SoftmaxProbe.Options options =
                SoftmaxProbe.Options.DEFAULTS.withTolerance(1e-6).withIntercept(true);
        try (Matrix x = Samples.gaussian(700, D, 1, 1)) {
            List<LossSums> parts =
                    List.of(part(x, labels, 0, 100), part(x, labels, 100, 101), part(x, labels, 101, 700));
            SoftmaxProbe.Fit whole = SoftmaxProbe.fit(x, new Targets.OneHot(labels), options);
            SoftmaxProbe.Fit summed =
                    LbfgsProbe.fit(new Summed(parts), Optional.empty(), options, Lbfgs.Monitor.SILENT);
            assertThat(summed.objective()).isCloseTo(whole.objective(), within(1e-7));
            assertThat(summed.lambda()).isEqualTo(whole.lambda());
            for (int j = 0; j < D; j++) {
                assertThat(summed.probe().weights().row(j))
                        .containsExactly(whole.probe().weights().row(j), within(1e-3f));
            }
        }
    }

    private static LossSums part(Matrix x, Labels labels, int from, int to) {
        return sums(
                x.rowBlock(from, to), labels.select(IntStream.range(from, to).toArray()));
    }

    private record Summed(List<LossSums> parts) implements LossSums {
        @Override
        public int features() {
            return D;
        }

        @Override
        public int classes() {
            return K;
        }

        @Override
        public double weight() {
            return parts.stream().mapToDouble(LossSums::weight).sum();
        }

        @Override
        public double[] at(double[] point) {
            double[] total = new double[D * K + K + 1];
            for (LossSums part : parts) {
                double[] sums = part.at(point);
                Arrays.setAll(total, j -> total[j] + sums[j]);
            }
            return total;
        }
    }

    @Test
    void adjustedLossesAreThoseOfTheOption() {
        Labels labels = Samples.labels(300, K, 2);
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS;
        double[] counts = Arrays.stream(labels.counts()).asDoubleStream().toArray();
        try (Matrix x = Samples.gaussian(300, D, 1, 1)) {
            RowLoss loss = new CrossEntropy(new Targets.OneHot(labels));
            SoftmaxProbe.Fit byOption = SoftmaxProbe.fit(
                    SoftmaxProbe.Problem.of(x, loss), options.withAdjusted(true), Lbfgs.Monitor.SILENT);
            SoftmaxProbe.Fit byLoss =
                    SoftmaxProbe.fit(SoftmaxProbe.Problem.of(x, loss.adjusted(counts)), options, Lbfgs.Monitor.SILENT);
            assertThat(byLoss.objective()).isEqualTo(byOption.objective());
        }
    }

    @Test
    void miniBatchesAreNoSum() {
        Labels labels = Samples.labels(30, K, 2);
        try (Matrix x = Samples.gaussian(30, D, 1, 1)) {
            SoftmaxProbe.Problem problem =
                    SoftmaxProbe.Problem.of(x, io.rectify.smooth.BetaSmoothing.DEFAULTS.loss(labels));
            assertThatThrownBy(() -> LossSums.of(problem, 1))
                    .hasMessage("a loss over mini-batches is no sum over rows");
        }
    }
}
