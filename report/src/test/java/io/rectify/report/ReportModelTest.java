package io.rectify.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ReportModelTest {
    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void texts() {
        refused(() -> ReportModel.titled(" "), "title is blank");
        refused(() -> new Headline("", "1", ""), "name is blank");
        refused(() -> new Headline("n", "", ""), "value is blank");
    }

    @Test
    void noiseMatrix() {
        List<String> names = List.of("a", "b");
        refused(() -> NoiseMatrix.of(List.of("a"), new double[][] {{1}}), "a noise matrix needs two classes but has 1");
        refused(() -> NoiseMatrix.of(List.of("a", "a"), new double[2][2]), "classes holds 'a' twice");
        refused(() -> NoiseMatrix.of(names, new double[1][2]), "givenByTrue has 1 values but classes has 2");
        refused(() -> NoiseMatrix.of(names, new double[2][3]), "row 0 of givenByTrue has 3 values but classes has 2");
        refused(
                () -> NoiseMatrix.of(names, new double[][] {{Double.NaN, 1}, {0, 1}}),
                "row 0 of givenByTrue must be between 0 and 1 but is NaN");
        refused(
                () -> NoiseMatrix.of(names, new double[][] {{1, 0}, {.5, .25}}),
                "row 1 of givenByTrue must sum to 1 (or 0 if unknown) but sums to 0.75");
    }

    @Test
    void numbersOutOfRange() {
        refused(() -> new Reliability.Bin(1.5, 0, 1), "confidence must be between 0 and 1 but is 1.5");
        refused(() -> new LevelTest(" ", List.of()), "verdict is blank");
        refused(() -> new LevelTest("level", List.of()), "points is empty");
        refused(() -> new LevelTest.Point(2, .1, 0, .2), "level must be between 0 and 1 but is 2.0");
        refused(() -> new LevelTest.Point(.1, .3, 0, .2), "share must lie between low 0.0 and high 0.2 but is 0.3");
        refused(() -> new Reliability.Curve(.1, List.of()), "bins is empty");
        refused(
                () -> new Round("r", .5, OptionalDouble.of(-1), OptionalDouble.empty()),
                "trueAccuracy must be between 0 and 1 but is -1.0");
        refused(() -> new ClassSummary("c", -1, 0, Optional.empty()), "rows must not be negative but is -1");
        refused(
                () -> new Issue(1, "", "", "a", "b", Double.NaN, 0, List.of()),
                "wrong must be between 0 and 1 but is NaN");
        refused(() -> new Neighbour(1, Double.POSITIVE_INFINITY, "a", ""), "weight must be finite but is Infinity");
        refused(
                () -> new TrialSummary("c", 1, .5, .1, -.1, true),
                "behind must be finite and not negative but is -0.1");
    }

    @Test
    void spectrum() {
        refused(() -> new Spectrum(List.of(), List.of()), "eigenvalues is empty");
        refused(() -> new Spectrum(List.of(1.0, 2.0), List.of()), "eigenvalues must descend but 2.0 follows 1.0");
        refused(
                () -> new Spectrum(List.of(1.0), List.of(new Spectrum.Filter("f", List.of()))),
                "filter f has 0 values but eigenvalues has 1");
    }

    @Test
    void histogram() {
        refused(() -> new ErrorHistogram(List.of(0.0), List.of(), List.of()), "a histogram needs two edges but has 1");
        refused(
                () -> new ErrorHistogram(List.of(0.0, 0.0), List.of(1L), List.of(1L)),
                "edges must ascend but 0.0 follows 0.0");
        refused(
                () -> new ErrorHistogram(List.of(0.0, 1.0), List.of(1L), List.of()),
                "unflagged has 0 values but bins has 1");
    }

    @Test
    void mostConfusedPairsComeFirst() {
        NoiseMatrix noise =
                NoiseMatrix.of(List.of("a", "b", "c"), new double[][] {{.7, .3, 0}, {.1, .5, .4}, {0, 0, 0}});

        assertThat(noise.mostConfused(2))
                .containsExactly(new NoiseMatrix.Pair(1, 2, .4), new NoiseMatrix.Pair(0, 1, .3));
        assertThat(noise.mostConfused(9)).hasSize(3);
        assertThat(NoiseMatrix.involved(noise.mostConfused(1))).containsExactly(1, 2);
    }

    @Test
    void listsAreCopied() {
        List<String> notes = new ArrayList<>(List.of("first"));
        ReportModel model = ReportModel.titled("t").withNotes(notes);
        notes.add("second");

        assertThat(model.notes()).containsExactly("first");
    }

    @Test
    void eachWithChangesOnePart() {
        ReportModel model = Samples.full(3, 2, i -> "class " + i);

        assertThat(model.withTitle("other"))
                .usingRecursiveComparison()
                .ignoringFields("title")
                .isEqualTo(model);
        assertThat(ReportModel.titled("t")
                        .withSubtitle(model.subtitle())
                        .withGeneratedBy(model.generatedBy())
                        .withDecideBy(model.decideBy())
                        .withHeadlines(model.headlines())
                        .withNoise(model.noise().orElseThrow())
                        .withReliability(model.reliability().orElseThrow())
                        .withRounds(model.rounds())
                        .withSpectrum(model.spectrum().orElseThrow())
                        .withHistogram(model.histogram().orElseThrow())
                        .withLevels(model.levels().orElseThrow())
                        .withClasses(model.classes())
                        .withIssues(model.issues())
                        .withImagePaths(model.imagePaths())
                        .withTrials(model.trials())
                        .withNotes(model.notes())
                        .withTitle(model.title()))
                .isEqualTo(model);
    }
}
