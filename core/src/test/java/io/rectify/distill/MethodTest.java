package io.rectify.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.probe.Parameter;
import io.rectify.smooth.BetaSmoothing;
import io.rectify.smooth.EntropyRegularisation;
import io.rectify.smooth.HandMadeTeacher;
import io.rectify.smooth.LabelSmoothing;
import io.rectify.smooth.RankSmoothing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodTest {
    /** Every value differs from every default. */
    private static final Map<String, Object> VALUES = Map.ofEntries(
            Map.entry("rounds", 3),
            Map.entry("top-k", 5),
            Map.entry("q", 0.9),
            Map.entry("temperature", 7.0),
            Map.entry("xi", 1.25),
            Map.entry("alpha", 0.125),
            Map.entry("epsilon", 0.375),
            Map.entry("spread", LabelSmoothing.Spread.ALL),
            Map.entry("beta-a", 2.0),
            Map.entry("entropy-weight", 0.7),
            Map.entry("correct", 0.8),
            Map.entry("rank-exponent", 2.0),
            Map.entry("prior-alpha", 1.5),
            Map.entry("prior-beta", 3.0));

    private static final Map<String, List<Refinement>> EXPECTED = Map.ofEntries(
            Map.entry("teacher", List.of()),
            Map.entry("sd", List.of(new Refinement.Soften(1), new Refinement.Soften(1), new Refinement.Soften(1))),
            Map.entry(
                    "spectral", List.of(new Refinement.Soften(1), new Refinement.Soften(1), new Refinement.Soften(1))),
            Map.entry("top2", List.of(new Refinement.TopK(5))),
            Map.entry("top2-gce", List.of(new Refinement.TopKCandidates(5, 0.9))),
            Map.entry("harden", List.of(new Refinement.Harden())),
            Map.entry("sharpen", List.of(new Refinement.Soften(7))),
            Map.entry("mix", List.of(new Refinement.Mix(1.25))),
            Map.entry("ground-truth", List.of(new Refinement.GroundTruth(0.125, 7))),
            Map.entry("consensus", List.of(new Refinement.Consensus())),
            Map.entry(
                    "label-smoothing",
                    List.of(new Refinement.Smoothed(new LabelSmoothing(0.375, LabelSmoothing.Spread.ALL)))),
            Map.entry("beta-smoothing", List.of(new Refinement.Smoothed(new BetaSmoothing(2, 0.125, 0.999)))),
            Map.entry("entropy-regularisation", List.of(new Refinement.Smoothed(new EntropyRegularisation(0.7)))),
            Map.entry("hand-made-teacher", List.of(new Refinement.Smoothed(new HandMadeTeacher(0.8, 7, 0.125)))),
            Map.entry("rank-smoothing", List.of(new Refinement.Ranked(new RankSmoothing(0.375, 2)))),
            Map.entry("dirichlet-prior", List.of(new Refinement.Prior(1.5, 3, 7))));

    static List<Method> methods() {
        return Method.all();
    }

    private static Method set(Method method) {
        Method set = method;
        for (Method.Setting setting : method.settings()) {
            set = set.with(setting.name(), VALUES.get(setting.name()));
        }
        return set;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void planHoldsItsRefinementsWithItsParameters(Method method) {
        assertThat(set(method).plan()).isEqualTo(EXPECTED.get(method.name()));
        assertThat(set(method).is(method)).isTrue();
        assertThat(set(method).equals(method)).isEqualTo(method.settings().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aParameterIsReadBackAsItWasSetAndNamedOnlyWhereItIsNotAsUsual(Method method) {
        for (Method.Setting setting : method.settings()) {
            Object value = VALUES.get(setting.name());
            Method changed = method.with(setting.name(), value);
            assertThat(changed.parameters()).containsEntry(setting.name(), value);
            assertThat(changed.toString()).startsWith(method.name() + " ");
            assertThat(changed.with(method.parameters())).isEqualTo(method).hasToString(method.toString());
        }
    }

    @Test
    void descriptionsAreThoseOfResultsThatWerePublished() {
        assertThat(Method.TEACHER).hasToString("teacher");
        assertThat(Method.SD.withRounds(1)).hasToString("sd of 1 round");
        assertThat(Method.SPECTRAL.withRounds(3)).hasToString("spectral of 3 rounds");
        assertThat(Method.TOP2_GCE).hasToString("top2-gce");
        assertThat(Method.TOP2_GCE.with("top-k", 3)).hasToString("top2-gce with top 3");
        assertThat(Method.MIX).hasToString("mix of xi 0.50");
        assertThat(Method.LABEL_SMOOTHING.with("epsilon", 0.2)).hasToString("label-smoothing with epsilon 0.2");
    }

    @Test
    void defaultsAreThoseOfTheSources() {
        assertThat(Method.TOP2.plan()).containsExactly(new Refinement.TopK(2));
        assertThat(Method.TOP2_GCE.plan()).containsExactly(new Refinement.TopKCandidates(2, 0.7));
        assertThat(Method.GROUND_TRUTH.plan()).containsExactly(new Refinement.GroundTruth(0.4, 4));
        assertThat(Method.SD.plan()).hasSize(4);
        assertThat(Method.BETA_SMOOTHING.plan())
                .containsExactly(new Refinement.Smoothed(new BetaSmoothing(3, 0.6, 0.999)));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void onlySpectralIsInClosedFormAndOnlyBetaSmoothingNeedsMiniBatches(Method method) {
        assertThat(method.closedForm()).isEqualTo(method.equals(Method.SPECTRAL));
        assertThat(method.miniBatches()).isEqualTo(method.equals(Method.BETA_SMOOTHING));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void roundsCountStudents(int rounds) {
        assertThat(Method.SD.withRounds(rounds).plan()).hasSize(rounds);
    }

    @Test
    void zeroRoundsAreTheTeacher() {
        assertThat(Method.SD.withRounds(0).plan()).isEqualTo(Method.TEACHER.plan());
    }

    @Test
    void whatAMethodCannotBeToldIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Method.SD.withRounds(-1))
                .withMessage("rounds must be at least 0 but are -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Method.HARDEN.withRounds(1))
                .withMessage("method harden has no parameter rounds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Method.MIX.with("q", 0.5))
                .withMessage("method mix has no parameter q");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Method.MIX.with("xi", 1))
                .withMessage("xi must be of type Double but is 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Method.MIX.with("xi", -1.0))
                .withMessage("xi must be a finite number of at least 0 but is -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Method.named("boosting"))
                .withMessage("there is no method boosting");
    }

    @Test
    void namesAndDescriptionsAreDistinctAndReadAsUsersWriteThem() {
        assertThat(Method.all())
                .extracting(Method::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9-]+"))
                .contains("top2-gce", "ground-truth", "label-smoothing", "beta-smoothing");
        assertThat(Method.all())
                .extracting(Method::description)
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
        for (Method method : Method.all()) {
            assertThat(Method.named(method.name())).isSameAs(method);
        }
    }

    /** One record and one line: everything else follows. */
    record Own(
            @Parameter(name = "share", description = "what the label keeps")
            double share) implements Refinement {
        @Override
        public Student refine(Probabilities teacher, Labels given) {
            TeacherOutputs.checkShapes(teacher, given);
            return Student.of(new Targets.OneHot(share > 0.5 ? given : Labels.of(teacher.argmax(), given.names())));
        }

        @Override
        public String description() {
            return "labels or outputs, " + share;
        }
    }

    @Test
    void aRefinementOfOnesOwnIsAMethodByOneLine() {
        Method own = Method.of("own", "one student on either", new Own(0.75));
        assertThat(own.parameters()).containsExactly(Map.entry("share", 0.75));
        assertThat(own.with("share", 0.25).plan()).containsExactly(new Own(0.25));
        assertThat(own).hasToString("own");
        assertThat(own.with("share", 0.25)).hasToString("own with share 0.25");
    }
}
