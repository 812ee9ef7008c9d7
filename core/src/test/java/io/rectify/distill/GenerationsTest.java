package io.rectify.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.metrics.ConfidenceDiversity;
import io.rectify.metrics.Evaluation;
import io.rectify.noise.Corruption;
import io.rectify.probe.SoftmaxProbe;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GenerationsTest {
    private static final List<Refinement.GroundTruth> MIXES =
            List.of(new Refinement.GroundTruth(0.4, 4), new Refinement.GroundTruth(0.8, 1));
    private static final Generations.Options OPTIONS = Generations.Options.DEFAULTS
            .withCount(4)
            .withMixes(MIXES)
            .withProbe(SoftmaxProbe.Options.DEFAULTS
                    .withLambda(0.01)
                    .withThreads(1)
                    .withTolerance(1e-5));

    private final Dataset all = noisy();
    private final Prepared train;
    private final Generations.Held validation;
    private final Generations.Held test;

    GenerationsTest() {
        Split outer = Split.stratified(all.given(), 0.4, 1);
        train = Prepared.asIs(all.select(outer.train()));
        Dataset rest = all.select(outer.test());
        Split inner = Split.stratified(rest.given(), 0.5, 2);
        Dataset held = rest.select(inner.train());
        Dataset last = rest.select(inner.test());
        validation = new Generations.Held(held.features(), held.given());
        test = new Generations.Held(last.features(), last.trueLabels().orElseThrow());
    }

    private static Dataset noisy() {
        Dataset clean = Samples.clouds(500, 4, 8, 1.6, 5);
        Labels given = new Corruption.Symmetric(0.3).apply(clean.given(), 3);
        return clean.withGiven(given);
    }

    private Generations.Result<SoftmaxProbe.Fit> run(Generations.Options options) {
        return Generations.run(train, validation, Optional.of(test), options);
    }

    @Test
    void aChainIsTheDistillationOfItsRefinement() {
        Generations.Result<SoftmaxProbe.Fit> result = run(OPTIONS.withStart(Chain.Start.TEACHER));
        for (int m = 0; m < MIXES.size(); m++) {
            Distillation.Result expected = Distillation.run(
                    train, Collections.nCopies(3, MIXES.get(m)), OPTIONS.probe(), Distillation.Monitor.SILENT);
            List<Generations.Generation<SoftmaxProbe.Fit>> chain =
                    result.chains().get(m);
            assertThat(chain).hasSize(4);
            for (int g = 0; g < 4; g++) {
                assertThat(chain.get(g).number()).isEqualTo(g + 1);
                assertThat(chain.get(g).mix()).isEqualTo(g == 0 ? Optional.empty() : Optional.of(MIXES.get(m)));
                assertThat(chain.get(g)
                                .fit()
                                .probe()
                                .weights()
                                .contentEquals(
                                        expected.steps().get(g).fit().probe().weights()))
                        .isTrue();
            }
        }
    }

    @Test
    void freshStudentsEndWhereThoseFromTheirTeacherDo() {
        List<Generations.Generation<SoftmaxProbe.Fit>> fresh =
                run(OPTIONS).chains().get(0);
        List<Generations.Generation<SoftmaxProbe.Fit>> warm =
                run(OPTIONS.withStart(Chain.Start.TEACHER)).chains().get(0);
        for (int g = 0; g < 4; g++) {
            for (int i = 0; i < 8; i++) {
                assertThat(Samples.doubles(fresh.get(g).fit().probe().weights().row(i)))
                        .containsExactly(
                                Samples.doubles(
                                        warm.get(g).fit().probe().weights().row(i)),
                                within(2e-3));
            }
        }
        assertThat(fresh.get(1).fit().probe().weights().row(0))
                .as("the way there differs")
                .isNotEqualTo(warm.get(1).fit().probe().weights().row(0));
    }

    @Test
    void figuresAreThoseOfTheProbesOutputs() {
        for (Generations.Generation<SoftmaxProbe.Fit> generation :
                run(OPTIONS).chains().get(1)) {
            SoftmaxProbe probe = generation.fit().probe();
            check(generation.training(), probe.predict(train.features(), 1), train.given());
            check(generation.validation(), probe.predict(validation.features(), 1), validation.labels());
            check(generation.test().orElseThrow(), probe.predict(test.features(), 1), test.labels());
        }
    }

    private static void check(Generations.Figures figures, Probabilities predicted, Labels labels) {
        assertThat(figures.evaluation()).isEqualTo(Evaluation.of(predicted, labels));
        assertThat(figures.diversity()).isEqualTo(ConfidenceDiversity.of(predicted, labels));
    }

    @ParameterizedTest
    @EnumSource(Generations.Criterion.class)
    void validationAloneChooses(Generations.Criterion criterion) {
        Generations.Result<SoftmaxProbe.Fit> result = run(OPTIONS.withCriterion(criterion));
        Comparator<Generations.Generation<SoftmaxProbe.Fit>> byLogLoss =
                Comparator.comparingDouble(g -> g.validation().evaluation().logLoss());
        Comparator<Generations.Generation<SoftmaxProbe.Fit>> byError =
                Comparator.comparingDouble(g -> -g.validation().evaluation().accuracy());
        Generations.Generation<SoftmaxProbe.Fit> best = result.chains().stream()
                .flatMap(List::stream)
                .min(criterion == Generations.Criterion.LOG_LOSS ? byLogLoss : byError.thenComparing(byLogLoss))
                .orElseThrow();
        assertThat(result.chosen()).isSameAs(best);
        Labels wrong = test.labels().map(row -> (test.labels().get(row) + 1) % 4);
        Generations.Result<SoftmaxProbe.Fit> misled = Generations.run(
                train,
                validation,
                Optional.of(new Generations.Held(test.features(), wrong)),
                OPTIONS.withCriterion(criterion));
        assertThat(misled.chosen().number()).isEqualTo(best.number());
        assertThat(misled.chosen().mix()).isEqualTo(best.mix());
        assertThat(Generations.run(train, validation, Optional.empty(), OPTIONS.withCriterion(criterion))
                        .chosen()
                        .test())
                .isEmpty();
    }

    @Test
    void oneGenerationIsTheTeacher() {
        Generations.Result<SoftmaxProbe.Fit> result = run(OPTIONS.withCount(1));
        assertThat(result.chains()).allMatch(chain -> chain.size() == 1);
        assertThat(result.chosen().number()).isEqualTo(1);
    }

    @Test
    void withoutTheTeachersShareEveryGenerationIsTheFirst() {
        List<Generations.Generation<SoftmaxProbe.Fit>> chain = run(OPTIONS.withMixes(
                        List.of(new Refinement.GroundTruth(0, 4))))
                .chains()
                .get(0);
        for (Generations.Generation<SoftmaxProbe.Fit> generation : chain) {
            assertThat(generation.test().orElseThrow().evaluation().logLoss())
                    .isCloseTo(chain.get(0).test().orElseThrow().evaluation().logLoss(), within(1e-4));
        }
    }

    @Test
    void nothingToRunIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withCount(0))
                .withMessage("generations must be at least 1 and mixes at least one but are 0 and 2");
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withMixes(List.of()));
    }
}
