package io.rectify.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.LearningRate;
import io.rectify.probe.Loss;
import io.rectify.probe.SgdProbe;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.smooth.BetaSmoothing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTrainerTest {
    private static final NetworkTrainer.Options OPTIONS = NetworkTrainer.Options.DEFAULTS.withThreads(1);

    private static Loss loss(Labels labels) {
        return new CrossEntropy(new Targets.OneHot(labels));
    }

    /** Without hidden layers the problem is the probe's, and convex. */
    @Test
    void aPerceptronWithoutHiddenLayersEndsAtTheProbesOptimum() {
        Dataset data = Data.clouds(300, 4, 8, 0.6, 3);
        SoftmaxProbe.Fit probe = SoftmaxProbe.fit(
                data.features(),
                new Targets.OneHot(data.given()),
                SoftmaxProbe.Options.DEFAULTS
                        .withLambda(0.02)
                        .withIntercept(true)
                        .withTolerance(1e-6)
                        .withThreads(1));
        NetworkTrainer.Fit network = NetworkTrainer.fit(
                NetworkTrainer.Problem.of(Mlp.of(), ImageShape.features(8), data.features(), loss(data.given())),
                OPTIONS.withStandardise(false)
                        .withLambda(0.02)
                        .withBatchSize(300)
                        .withRate(new LearningRate.Constant(0.5))
                        .withEpochs(300));
        assertThat(network.epochs().get(299).objective()).isCloseTo(probe.objective(), within(1e-5));
        Matrix expected = probe.probe().predict(data.features(), 1).matrix();
        Matrix found = network.network().predict(data.features(), 1).matrix();
        for (int i = 0; i < 300; i++) {
            for (int k = 0; k < 4; k++) {
                assertThat(found.get(i, k)).isCloseTo(expected.get(i, k), within(5e-4f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp hidden=20 dropout=0.3",
                "resnet depth=8 width=4",
                "densenet depth=10 growth=4 bottleneck=true"
            })
    void theSameSeedGivesTheSameBits(String text) {
        Images images = FontImages.DEFAULTS.withSize(8).draw(78);
        NetworkTrainer.Problem problem = NetworkTrainer.Problem.of(
                Architecture.parse(text), images.shape(), images, BetaSmoothing.DEFAULTS.loss(images.labels()));
        NetworkTrainer.Options options =
                OPTIONS.withEpochs(2).withThreads(2).withAugmentation(new Augmentation(2, true));
        NetworkTrainer.Fit first = NetworkTrainer.fit(problem, options);
        NetworkTrainer.Fit second = NetworkTrainer.fit(problem, options);
        assertThat(second.network().contentEquals(first.network())).isTrue();
        assertThat(second.epochs()).isEqualTo(first.epochs());
        assertThat(NetworkTrainer.fit(problem, options.withSeed(2)).network().contentEquals(first.network()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet depth=8 width=8", "densenet depth=10 growth=6 bottleneck=true"})
    void smallConvolutionalNetworksLearnLetters(String text) {
        FontImages fonts = new FontImages(16, 0.1, 0.03, 0.05, 1);
        Images train = fonts.draw(520);
        Images test = fonts.withSeed(2).draw(260);
        NetworkTrainer.Fit fit = NetworkTrainer.fit(
                NetworkTrainer.Problem.of(Architecture.parse(text), train.shape(), train, loss(train.labels())),
                OPTIONS.withEpochs(8).withBatchSize(26));
        try (Probabilities predicted = fit.network().predict(test, 2)) {
            assertThat(Evaluation.of(predicted, test.labels()).accuracy())
                    .as("chance is 0.04")
                    .isGreaterThan(0.35);
        }
        assertThat(fit.epochs().get(7).objective())
                .isLessThan(fit.epochs().get(0).objective());
    }

    @Test
    void validationChoosesTheEpochAndStopsEarly() {
        Dataset all = Data.clouds(120, 3, 10, 0.2, 5);
        Split split = Split.stratified(all.given(), 0.5, 1);
        Dataset train = all.select(split.train());
        Dataset held = all.select(split.test());
        SgdProbe.Validation validation =
                new SgdProbe.Validation(held.features(), held.given(), SgdProbe.Criterion.LOG_LOSS, 4);
        NetworkTrainer.Fit fit = NetworkTrainer.fit(
                NetworkTrainer.Problem.of(Mlp.of(64), ImageShape.features(10), train.features(), loss(train.given())),
                OPTIONS.withEpochs(200).withBatchSize(10),
                Optional.of(validation),
                NetworkTrainer.Monitor.SILENT);
        double[] values = fit.epochs().stream()
                .mapToDouble(epoch -> epoch.validation().orElseThrow())
                .toArray();
        int best = 0;
        for (int e = 1; e < values.length; e++) {
            best = values[e] < values[best] ? e : best;
        }
        assertThat(fit.chosen()).isEqualTo(best + 1);
        assertThat(fit.stoppedEarly()).isTrue();
        assertThat(values.length).isEqualTo(fit.chosen() + 4).isLessThan(200);
        try (Probabilities predicted = fit.network().predict(held.features(), 1)) {
            assertThat(Evaluation.of(predicted, held.given()).logLoss()).isCloseTo(values[best], within(1e-6));
        }
    }

    @Test
    void aStudentMayStartFromItsTeacher() {
        Dataset data = Data.clouds(60, 3, 5, 1, 5);
        NetworkTrainer.Problem problem =
                NetworkTrainer.Problem.of(Mlp.of(6), ImageShape.features(5), data.features(), loss(data.given()));
        NetworkTrainer.Fit teacher = NetworkTrainer.fit(problem, OPTIONS.withEpochs(5));
        NetworkTrainer.Problem warm = new NetworkTrainer.Problem(
                problem.architecture(),
                problem.input(),
                problem.features(),
                problem.loss(),
                Optional.empty(),
                Optional.of(teacher.network()));
        NetworkTrainer.Fit student =
                NetworkTrainer.fit(warm, OPTIONS.withEpochs(1).withRate(new LearningRate.Constant(1e-9)));
        for (int j = 0; j < student.network().trained().length; j++) {
            assertThat(student.network().trained()[j])
                    .isCloseTo(teacher.network().trained()[j], within(1e-7));
        }
        assertThat(student.network().statistics()).isEqualTo(teacher.network().statistics());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NetworkTrainer.Problem(
                        Mlp.of(7),
                        problem.input(),
                        problem.features(),
                        problem.loss(),
                        Optional.empty(),
                        Optional.of(teacher.network())))
                .withMessageStartingWith("network to start from is mlp hidden=6 dropout=0.0 for 3 classes of 5x1x1,");
    }

    @Test
    void freshNetworksStandardiseByTheirTrainingRows() {
        Images images = FontImages.DEFAULTS.withSize(8).draw(52);
        NetworkTrainer.Fit fit = NetworkTrainer.fit(
                NetworkTrainer.Problem.of(Mlp.of(), images.shape(), images, loss(images.labels())),
                OPTIONS.withEpochs(1));
        double mean = 0;
        double square = 0;
        for (int i = 0; i < 52; i++) {
            for (int p = 0; p < 64; p++) {
                double value = images.pixel(i, 0, p / 8, p % 8) / 255.0;
                mean += value / (52 * 64);
                square += value * value / (52 * 64);
            }
        }
        assertThat((double) fit.network().statistics()[0]).isCloseTo(mean, within(1e-5));
        assertThat((double) fit.network().statistics()[1]).isCloseTo(Math.sqrt(square - mean * mean), within(1e-5));
    }

    @Test
    void progressSaysHowMuchIsLeft() {
        Dataset data = Data.clouds(100, 3, 5, 1, 5);
        List<Progress> told = new ArrayList<>();
        NetworkTrainer.fit(
                NetworkTrainer.Problem.of(Mlp.of(), ImageShape.features(5), data.features(), loss(data.given())),
                OPTIONS.withEpochs(2).withBatchSize(30),
                Optional.empty(),
                new NetworkTrainer.Monitor() {
                    @Override
                    public void step(Progress progress) {
                        told.add(progress);
                    }
                });
        assertThat(told).hasSize(8);
        assertThat(told).extracting(Progress::batch).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
        assertThat(told.get(7).left().orElseThrow()).isZero();
        assertThat(Progress.of(3, 4, 5, 10, 20, java.time.Duration.ofSeconds(10)))
                .hasToString("epoch 3 of 4, batch 5 of 10, 0:10 passed, about 0:30 left");
        assertThat(Progress.of(3, 4, 0, 10, 20, java.time.Duration.ofSeconds(4000)))
                .hasToString("epoch 3 of 4, batch 0 of 10, 1:06:40 passed");
    }

    @Test
    void whatCannotBeFittedIsSaid() {
        Dataset data = Data.clouds(30, 3, 5, 1, 5);
        NetworkTrainer.Problem problem =
                NetworkTrainer.Problem.of(Mlp.of(30), ImageShape.features(5), data.features(), loss(data.given()));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> NetworkTrainer.fit(problem, OPTIONS.withRate(new LearningRate.Constant(1e12))))
                .withMessageContaining("learning rate may be too high");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkTrainer.Problem.of(
                        Mlp.of(), ImageShape.features(6), data.features(), loss(data.given())))
                .withMessage("features has 5 columns but images of 6x1x1 have 6");
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withBatchSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withMomentum(1, true));
    }
}
