package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Preprocessing;
import io.rectify.data.Targets;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.noise.Corruption;
import io.rectify.probe.Penalty;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralProbe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateGridTest {
    private static final List<Double> KAPPAS = List.of(2.0, 20.0, 200.0);

    private static CandidateGrid grid(int rounds, int classes) {
        return new CandidateGrid(Preprocessing.Scheme.CENTRE, KAPPAS, rounds, classes, false, false);
    }

    private static SpectralProbe linear(int classes, double noise) {
        Dataset clean = Samples.clouds(200, classes, 6, 1, 3);
        Dataset data = clean.withGiven(new Corruption.Symmetric(noise).apply(clean.given(), 4));
        return linear(data.features(), data);
    }

    private static SpectralProbe linear(RowBlocks features, Dataset data) {
        return SpectralProbe.fit(GramSpectrum.of(features, 1), features, new Targets.OneHot(data.given()), 1);
    }

    private static List<Recipe> all(CandidateGrid grid, SpectralProbe linear) {
        List<Recipe> all = new ArrayList<>(grid.teachers());
        all.addAll(grid.closedForm());
        for (double kappa : grid.kappas()) {
            all.addAll(grid.forerunners(kappa));
            all.addAll(grid.others(kappa, Optional.of(linear)));
        }
        return all;
    }

    private static List<Recipe> students(CandidateGrid grid, double kappa, SpectralProbe linear) {
        List<Recipe> students = new ArrayList<>(grid.forerunners(kappa));
        students.addAll(grid.others(kappa, Optional.of(linear)));
        return students;
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 0.1", "1, 3, 0.9", "4, 4, 0.5", "3, 11, 0.3"})
    void nothingIsTriedTwice(int rounds, int classes, double noise) {
        List<Recipe> all = all(grid(rounds, classes), linear(classes, noise));
        assertThat(all).doesNotHaveDuplicates();
        assertThat(all.stream().map(Recipe::toString)).doesNotHaveDuplicates();
        assertThat(all).filteredOn(Recipe::teacherAlone).hasSize(KAPPAS.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 9})
    void everyCandidateCanBeRunOnItsClasses(int classes) {
        CandidateGrid grid = grid(2, classes);
        for (Recipe candidate : all(grid, linear(classes, 0.4))) {
            assertThat(candidate.preprocessing()).isEqualTo(Preprocessing.Scheme.CENTRE);
            assertThat(kappa(candidate.teacher())).isIn(KAPPAS);
            assertThat(kappa(candidate.students())).isIn(KAPPAS);
            assertThat(candidate.method().plan().size())
                    .isEqualTo(
                            switch (candidate.method().name()) {
                                case "teacher" -> 0;
                                case "sd", "spectral" -> rounds(candidate);
                                default -> 1;
                            });
            assertThat(Math.abs(
                            KAPPAS.indexOf(kappa(candidate.teacher())) - KAPPAS.indexOf(kappa(candidate.students()))))
                    .isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "4, 3", "1000, 3"})
    void topKIsLeftOutWhereItNamesEveryClass(int classes, int largest) {
        List<Recipe> students = students(grid(1, classes), 20, linear(5, 0.4));
        int most = students.stream()
                .filter(candidate -> candidate.method().has("top-k"))
                .mapToInt(candidate -> (Integer) candidate.method().parameters().get("top-k"))
                .max()
                .orElse(0);
        assertThat(most).isEqualTo(largest);
    }

    @Test
    void studentsByHand() {
        CandidateGrid grid = grid(2, 4);
        SpectralProbe linear = linear(4, 0.4);
        for (double kappa : KAPPAS) {
            List<Recipe> students = students(grid, kappa, linear);
            assertThat(students).allMatch(candidate -> kappa(candidate.teacher()) == kappa);
            int neighbours = kappa == 20 ? 2 : 1;
            assertThat(of(students, Method.HARDEN)).hasSize(1 + neighbours);
            assertThat(of(students, Method.TOP2_GCE)).hasSize(3 + neighbours);
            assertThat(of(students, Method.TOP2)).hasSize(1);
            assertThat(of(students, Method.SHARPEN)).hasSize(1);
            assertThat(of(students, Method.CONSENSUS)).hasSize(1);
            assertThat(of(students, Method.SD))
                    .extracting(CandidateGridTest::rounds)
                    .containsExactly(1, 2);
        }
        assertThat(of(students(grid, 20, linear), Method.HARDEN))
                .extracting(candidate -> kappa(candidate.students()))
                .containsExactlyInAnyOrder(2.0, 20.0, 200.0);
        assertThat(of(students(grid, 2, linear), Method.HARDEN))
                .extracting(candidate -> kappa(candidate.students()))
                .containsExactlyInAnyOrder(2.0, 20.0);
    }

    private static double kappa(Penalty penalty) {
        return ((Penalty.Kappa) penalty).value();
    }

    private static int rounds(Recipe candidate) {
        return (Integer) candidate.method().parameters().get(Method.ROUNDS);
    }

    private static List<Recipe> of(List<Recipe> candidates, Method method) {
        return candidates.stream()
                .filter(candidate -> candidate.method().is(method))
                .toList();
    }

    @Test
    void mixesAreOneHalfAndWhatTheClosedFormWouldTake() {
        List<Double> kappas = IntStream.range(2, 150).mapToObj(Double::valueOf).toList();
        CandidateGrid grid = new CandidateGrid(Preprocessing.Scheme.RAW, kappas, 0, 4, false, false);
        Set<Double> seen = new HashSet<>();
        for (double noise : new double[] {0.1, 0.4}) {
            SpectralProbe linear = linear(4, noise);
            for (double kappa : kappas) {
                double best = Math.round(linear.oneShotXi(kappa) * 10) / 10.0;
                seen.add(best);
                List<Double> mixes = of(grid.others(kappa, Optional.of(linear)), Method.MIX).stream()
                        .map(candidate ->
                                (Double) candidate.method().parameters().get("xi"))
                        .toList();
                if (best <= 0 || best > 2 || best == 0.5 || best == 1) {
                    assertThat(mixes).containsExactly(0.5);
                } else {
                    assertThat(mixes).containsExactly(0.5, best);
                }
            }
        }
        assertThat(seen).contains(0.5, 1.0, 1.5).anyMatch(xi -> xi <= 0);
    }

    @Test
    void featuresWithoutDirectionLeaveOneMix() {
        try (Matrix zeros = Matrix.zeros(30, 3)) {
            Dataset data = Dataset.of(zeros, Samples.labels(30, 4, 1));
            assertThat(of(grid(1, 4).others(20, Optional.of(linear(zeros, data))), Method.MIX))
                    .extracting(candidate ->
                            (Double) candidate.method().parameters().get("xi"))
                    .containsExactly(0.5);
        }
    }

    @Test
    void teachersComeFromTheLargestKappaOn() {
        assertThat(grid(4, 5).teachers())
                .extracting(candidate -> kappa(candidate.teacher()))
                .containsExactly(200.0, 20.0, 2.0);
    }

    @Test
    void theClosedFormHasEveryKappaAndRoundButNoIntercept() {
        CandidateGrid grid = grid(3, 5);
        assertThat(grid.closedForm()).hasSize(12);
        assertThat(grid.closedForm())
                .allMatch(candidate -> candidate.method().closedForm())
                .extracting(CandidateGridTest::rounds)
                .containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
        CandidateGrid intercept = new CandidateGrid(Preprocessing.Scheme.CENTRE, KAPPAS, 3, 5, true, false);
        assertThat(intercept.closedForm()).isEmpty();
        assertThat(intercept.withIntercept(false).closedForm()).isEqualTo(grid.closedForm());
        SpectralProbe linear = linear(5, 0.4);
        assertThat(all(intercept, linear))
                .containsExactlyInAnyOrderElementsOf(all(grid, linear).stream()
                        .filter(candidate -> !candidate.method().closedForm())
                        .map(candidate -> candidate.withIntercept(true))
                        .toList());
    }
}
