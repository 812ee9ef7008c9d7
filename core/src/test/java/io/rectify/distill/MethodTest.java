package io.rectify.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.smooth.BetaSmoothing;
import io.rectify.smooth.EntropyRegularisation;
import io.rectify.smooth.HandMadeTeacher;
import io.rectify.smooth.LabelSmoothing;
import io.rectify.smooth.RankSmoothing;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodTest {
    /** Every value differs from every default and from each other. */
    private static final Method.Parameters PARAMETERS = new Method.Parameters(
            3,
            5,
            0.9,
            0.25,
            1.25,
            0.125,
            6,
            new Method.Smoothings(
                    new LabelSmoothing(0.375, LabelSmoothing.Spread.ALL),
                    new BetaSmoothing(2, 0.3, 0.9),
                    new EntropyRegularisation(0.7),
                    new HandMadeTeacher(0.8, 7, 0.45),
                    new Refinement.Ranked(new RankSmoothing(0.15, 2)),
                    new Refinement.Prior(1.5, 3, 2)));

    private static List<Refinement> expected(Method method) {
        return switch (method) {
            case TEACHER -> List.of();
            case SD, SPECTRAL -> List.of(new Refinement.Soften(1), new Refinement.Soften(1), new Refinement.Soften(1));
            case TOP2 -> List.of(new Refinement.TopK(5));
            case TOP2_GCE -> List.of(new Refinement.TopKCandidates(5, 0.9));
            case HARDEN -> List.of(new Refinement.Harden());
            case SHARPEN -> List.of(new Refinement.Soften(0.25));
            case MIX -> List.of(new Refinement.Mix(1.25));
            case GROUND_TRUTH -> List.of(new Refinement.GroundTruth(0.125, 6));
            case CONSENSUS -> List.of(new Refinement.Consensus());
            case LABEL_SMOOTHING ->
                List.of(new Refinement.Smoothed(new LabelSmoothing(0.375, LabelSmoothing.Spread.ALL)));
            case BETA_SMOOTHING -> List.of(new Refinement.Smoothed(new BetaSmoothing(2, 0.3, 0.9)));
            case ENTROPY_REGULARISATION -> List.of(new Refinement.Smoothed(new EntropyRegularisation(0.7)));
            case HAND_MADE_TEACHER -> List.of(new Refinement.Smoothed(new HandMadeTeacher(0.8, 7, 0.45)));
            case RANK_SMOOTHING -> List.of(new Refinement.Ranked(new RankSmoothing(0.15, 2)));
            case DIRICHLET_PRIOR -> List.of(new Refinement.Prior(1.5, 3, 2));
        };
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void planHoldsItsRefinementsWithItsParameters(Method method) {
        assertThat(method.plan(PARAMETERS)).isEqualTo(expected(method));
    }

    @Test
    void defaultsAreThoseOfTheSources() {
        assertThat(Method.TOP2.plan(Method.Parameters.DEFAULTS)).containsExactly(new Refinement.TopK(2));
        assertThat(Method.TOP2_GCE.plan(Method.Parameters.DEFAULTS))
                .containsExactly(new Refinement.TopKCandidates(2, 0.7));
        assertThat(Method.GROUND_TRUTH.plan(Method.Parameters.DEFAULTS))
                .containsExactly(new Refinement.GroundTruth(0.4, 4));
        assertThat(Method.SD.plan(Method.Parameters.DEFAULTS)).hasSize(4);
        assertThat(Method.BETA_SMOOTHING.plan(Method.Parameters.DEFAULTS))
                .containsExactly(new Refinement.Smoothed(new BetaSmoothing(3, 0.6, 0.999)));
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void onlySpectralIsInClosedForm(Method method) {
        assertThat(method.closedForm()).isEqualTo(method == Method.SPECTRAL);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void roundsCountStudents(int rounds) {
        assertThat(Method.SD.plan(PARAMETERS.withRounds(rounds))).hasSize(rounds);
    }

    @Test
    void zeroRoundsAreTheTeacher() {
        Method.Parameters none = PARAMETERS.withRounds(0);
        assertThat(Method.SD.plan(none)).isEqualTo(Method.TEACHER.plan(none));
    }

    @Test
    void withRoundsChangesNothingElse() {
        assertThat(PARAMETERS.withRounds(9))
                .isEqualTo(new Method.Parameters(9, 5, 0.9, 0.25, 1.25, 0.125, 6, PARAMETERS.smoothings()));
    }

    @Test
    void negativeRoundsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PARAMETERS.withRounds(-1))
                .withMessage("rounds must be at least 0 but are -1");
    }

    @Test
    void namesAndDescriptionsAreDistinctAndReadAsUsersWriteThem() {
        assertThat(Arrays.stream(Method.values()).map(Method::toString))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9-]+"))
                .contains("top2-gce", "ground-truth", "label-smoothing", "beta-smoothing");
        assertThat(Arrays.stream(Method.values()).map(Method::description))
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
    }
}
