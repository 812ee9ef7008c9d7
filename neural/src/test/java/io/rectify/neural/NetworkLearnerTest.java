package io.rectify.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Split;
import io.rectify.distill.Chain;
import io.rectify.distill.Generations;
import io.rectify.distill.Refinement;
import io.rectify.noise.Corruption;
import io.rectify.probe.LearningRate;
import io.rectify.probe.SoftmaxProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generations of networks. */
class NetworkLearnerTest {
    private static final Generations.Schedule SCHEDULE = Generations.Schedule.DEFAULTS
            .withCount(3)
            .withMixes(List.of(new Refinement.GroundTruth(0.4, 4), new Refinement.Soften(1)));

    @TempDir
    Path folder;

    private final Prepared train;
    private final Generations.Held validation;
    private final Generations.Held test;

    NetworkLearnerTest() {
        Dataset clean = Data.clouds(360, 4, 8, 0.7, 5);
        Labels given = new Corruption.Symmetric(0.3).apply(clean.given(), 3);
        Dataset all = clean.withGiven(given);
        Split outer = Split.stratified(given, 0.4, 1);
        train = Prepared.asIs(all.select(outer.train()));
        Dataset rest = all.select(outer.test());
        Split inner = Split.stratified(rest.given(), 0.5, 2);
        Dataset held = rest.select(inner.train());
        validation = new Generations.Held(held.features(), held.given());
        Dataset last =
                Dataset.of(rest.features(), clean.given().select(outer.test())).select(inner.test());
        test = new Generations.Held(last.features(), last.given());
    }

    /** Logistic regression by either way: two learners, one loop, the same generations. */
    @Test
    void perceptronsWithoutHiddenLayersGoThroughTheGenerationsOfProbes() {
        Generations.Result<SoftmaxProbe.Fit> probes = Generations.run(
                train,
                validation,
                Optional.of(test),
                new Generations.Options(
                        SCHEDULE,
                        SoftmaxProbe.Options.DEFAULTS
                                .withLambda(0.02)
                                .withIntercept(true)
                                .withTolerance(1e-6)
                                .withThreads(1)));
        NetworkLearner learner = NetworkLearner.of(
                Mlp.of(),
                ImageShape.features(8),
                NetworkTrainer.Options.DEFAULTS
                        .withStandardise(false)
                        .withLambda(0.02)
                        .withBatchSize(1000)
                        .withRate(new LearningRate.Constant(0.5))
                        .withEpochs(300)
                        .withThreads(1));
        Generations.Result<NetworkTrainer.Fit> networks =
                Generations.run(train, validation, Optional.of(test), SCHEDULE, learner);
        for (int m = 0; m < 2; m++) {
            for (int g = 0; g < 3; g++) {
                Generations.Generation<SoftmaxProbe.Fit> expected =
                        probes.chains().get(m).get(g);
                Generations.Generation<NetworkTrainer.Fit> found =
                        networks.chains().get(m).get(g);
                assertThat(found.mix()).isEqualTo(expected.mix());
                check(found.training(), expected.training());
                check(found.validation(), expected.validation());
                check(found.test().orElseThrow(), expected.test().orElseThrow());
            }
        }
        assertThat(networks.chosen().number()).isEqualTo(probes.chosen().number());
        assertThat(networks.chosen().mix()).isEqualTo(probes.chosen().mix());
    }

    private static void check(Generations.Figures found, Generations.Figures expected) {
        assertThat(found.evaluation().accuracy())
                .isCloseTo(
                        expected.evaluation().accuracy(),
                        within(0.5 / found.evaluation().rows()));
        assertThat(found.evaluation().logLoss()).isCloseTo(expected.evaluation().logLoss(), within(1e-3));
        assertThat(found.evaluation().uncertainty())
                .isCloseTo(expected.evaluation().uncertainty(), within(1e-3));
        assertThat(found.diversity().variance()).isCloseTo(expected.diversity().variance(), within(1e-3));
    }

    @Test
    void freshStudentsDrawAnewAndOthersStartFromTheirTeacher() {
        NetworkTrainer.Options still = NetworkTrainer.Options.DEFAULTS
                .withEpochs(1)
                .withRate(new LearningRate.Constant(1e-12))
                .withThreads(1);
        NetworkLearner learner = NetworkLearner.of(Mlp.of(5), ImageShape.features(8), still);
        for (Chain.Start start : Chain.Start.values()) {
            Generations.Result<NetworkTrainer.Fit> result =
                    Generations.run(train, validation, Optional.empty(), SCHEDULE.withStart(start), learner);
            double[] teacher = result.chains().get(0).get(0).fit().network().trained();
            double[] student = result.chains().get(0).get(1).fit().network().trained();
            double distance = 0;
            for (int j = 0; j < teacher.length; j++) {
                distance = Math.max(distance, Math.abs(teacher[j] - student[j]));
            }
            if (start == Chain.Start.TEACHER) {
                assertThat(distance).isLessThan(1e-8);
            } else {
                assertThat(distance).isGreaterThan(0.1);
            }
        }
    }

    @Test
    void keptGenerationsAreNotFittedAgain() throws IOException {
        NetworkTrainer.Options options =
                NetworkTrainer.Options.DEFAULTS.withEpochs(2).withThreads(1);
        NetworkLearner learner = NetworkLearner.of(Mlp.of(5), ImageShape.features(8), options);
        Generations.Result<NetworkTrainer.Fit> whole =
                Generations.run(train, validation, Optional.empty(), SCHEDULE, learner);
        int[] epochs = {0};
        NetworkLearner kept = learner.withKept(folder).withMonitor(new NetworkTrainer.Monitor() {
            @Override
            public void epoch(NetworkTrainer.Epoch epoch, Progress progress) {
                epochs[0]++;
            }
        });
        Generations.run(train, validation, Optional.empty(), SCHEDULE.withCount(2), kept);
        assertThat(epochs[0]).isEqualTo(3 * 2);
        Generations.Result<NetworkTrainer.Fit> resumed =
                Generations.run(train, validation, Optional.empty(), SCHEDULE, kept);
        assertThat(epochs[0]).as("two more students").isEqualTo(5 * 2);
        for (int m = 0; m < 2; m++) {
            for (int g = 0; g < 3; g++) {
                NetworkTrainer.Fit expected = whole.chains().get(m).get(g).fit();
                NetworkTrainer.Fit found = resumed.chains().get(m).get(g).fit();
                assertThat(found.network().contentEquals(expected.network())).isTrue();
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(5);
        }
    }
}
