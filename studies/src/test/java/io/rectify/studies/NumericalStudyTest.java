package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.noise.Corruption;
import io.rectify.spectral.SpectralFilter;
import io.rectify.theory.Simulation;
import io.rectify.theory.ThreeLevelModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the study must find where everything is exact, in the quick variant and in the stored cells. */
class NumericalStudyTest {
    @BeforeAll
    static void needsFonts() {
        Fonts.missing().ifPresent(reason -> Assumptions.abort("SKIPPED: " + reason));
    }

    private static final NumericalStudy STUDY = new NumericalStudy();

    @TempDir
    Path folder;

    private static Results cells(Path file, Plan plan) throws IOException {
        return CellStore.open(file, STUDY.keys())
                .results(STUDY.cells(plan).stream().map(Cell::key).toList());
    }

    /** Without scatter, formula and closed form agree to the step, and the top-2 student is perfect below η = 3/4. */
    private static void formulaComesTrue(Results results) {
        Results phase = results.where("part", "phase");
        assertThat(phase.keys()).isNotEmpty();
        for (String eta : phase.distinct("eta")) {
            Results cell = phase.where("eta", eta);
            double[] predicted = cell.series("predicted");
            double[] linear = cell.series("linear");
            for (int i = 0; i < predicted.length; i++) {
                assertThat(linear[i]).as("eta %s, mu %d", eta, i).isEqualTo(predicted[i] <= 60 ? predicted[i] : 0);
            }
            assertThat(cell.series("linear_top2")).containsOnly(1);
            assertThat(cell.number("largest_residual")).isLessThan(1e-7);
        }
    }

    @Test
    void quick() throws IOException {
        Plan plan = new Plan(true, List.of(1L), 2, Optional.empty());
        new ExperimentRun(STUDY, plan, folder.resolve("results"))
                .run(
                        new SourceState("unknown", true, "unknown", "unknown"),
                        new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
        Results results = cells(folder.resolve("results/numerical/cells.csv"), plan);
        formulaComesTrue(results);
        Results exact = results.where("part", "rounds").where("scatter", 0.0);
        for (String eta : exact.distinct("eta")) {
            Results cell = exact.where("eta", eta);
            assertThat(cell.number("linear_first")).isEqualTo(cell.number("predicted_for_drawn"));
        }
    }

    /** The stored cells have the smallest steps that were worked out by hand for K = 8, n = 60, m = 4, c = .4, d = .2, e = .1, μ = 1. */
    @Test
    void stored() throws IOException {
        Path file = Path.of("..", "docs", "results", "numerical", "cells.csv");
        if (!Files.exists(file)) {
            return;
        }
        Results results = cells(
                file,
                new Plan(false, Provenance.read(file.getParent()).orElseThrow().seeds(), 1, Optional.empty()));
        formulaComesTrue(results);
        int muOne = 6;
        double[][] golden = {{0.3, 2}, {0.5, 2}, {0.6, 2}, {0.65, 3}, {0.7, 4}};
        for (double[] expected : golden) {
            assertThat(results.where("part", "phase").where("eta", expected[0]).series("linear")[muOne])
                    .isEqualTo(expected[1]);
        }
        assertThat(NumericalStudy.mus(new Plan(false, List.of(1L), 1, Optional.empty()))[muOne])
                .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-12));
    }

    /** Five steps at μ = 100 stay right with exact shares of wrong labels, scatter or not, and go wrong with drawn ones. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05})
    void drawnLabelsAndNotScatterUndoManyRounds(double scatter) {
        ThreeLevelModel model = ThreeLevelModel.balanced(8, 60, 4, 0.4, 0.2, 0.1);
        Corruption corruption = new Corruption.Superclass(0.3, new int[] {0, 0, 0, 0, 1, 1, 1, 1});
        try (Simulation simulation = Simulation.of(model, scatter, 1, 2)) {
            Labels exact = simulation.exactLabels(corruption.transitions(8));
            Labels drawn = corruption.apply(simulation.truth(), 1);
            assertThat(accuracy(simulation, exact, 5)).isEqualTo(1);
            assertThat(accuracy(simulation, drawn, 1)).isEqualTo(1);
            assertThat(accuracy(simulation, drawn, 5)).isLessThan(0.5);
        }
    }

    private static double accuracy(Simulation simulation, Labels given, int step) {
        try (DoubleMatrix labels = Simulation.matrix(new Targets.OneHot(given));
                DoubleMatrix outputs = simulation.linear(labels, new SpectralFilter(100, step), 2)) {
            return simulation.accuracy(outputs, given).all();
        }
    }
}
