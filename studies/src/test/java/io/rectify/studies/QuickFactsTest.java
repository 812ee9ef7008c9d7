package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Identities and constructed facts that the cells of two studies must show. */
class QuickFactsTest {
    private static final Plan PLAN = new Plan(true, List.of(1L), 2, Optional.empty());

    private static Results computed(Experiment experiment) throws IOException {
        Map<Key, List<Measures.Measure>> cells = new LinkedHashMap<>();
        Workbench bench = new Workbench(PLAN, Path.of("parts"));
        for (Cell cell : experiment.cells(PLAN)) {
            Measures measures = new Measures();
            cell.work().compute(bench, measures);
            cells.put(cell.key(), measures.all());
        }
        return new Results(cells);
    }

    /** Own weights are the diagonal of the averaging matrix: their sum is its trace, the degrees of freedom. */
    @Test
    void ownWeightsSumToTheDegreesOfFreedom() throws IOException {
        Results spectra = computed(new AveragingStudy()).where("part", "spectrum");
        assertThat(spectra.distinct("data")).hasSize(2);
        for (String data : spectra.distinct("data")) {
            Results cell = spectra.where("data", data);
            double[] values = cell.series("eigenvalue");
            assertThat(Arrays.stream(values).sum())
                    .as("rows of norm 1")
                    .isCloseTo(cell.number("rows"), within(1e-4 * cell.number("rows")));
            assertThat(cell.number("effective_rank")).isBetween(cell.number("participation"), cell.number("rank"));
            for (int step = 1; step <= 6; step++) {
                double freedom = Arrays.stream(cell.vector("kept", step)).sum();
                assertThat(cell.number("freedom", step)).isCloseTo(freedom, within(1e-4));
                assertThat(cell.number("own_weight", step) * cell.number("rows"))
                        .isCloseTo(freedom, within(1e-4));
                assertThat(cell.number("same_class_weight", step)).isGreaterThan(cell.number("own_weight", step));
            }
        }
    }

    /** The generated superclasses are found again, and c > d > e. */
    @Test
    void generatedSuperclassesAreFound() throws IOException {
        Results cells = computed(new CorrelationStudy()).where("data", "generated");
        Results clean = cells.where("rate", 0.0).where("rows", CorrelationStudy.CENTRED);
        assertThat(clean.number("agreement_at_cut")).isEqualTo(1);
        assertThat(clean.number("agreement", 4)).isEqualTo(1);
        assertThat(clean.number("agreement", 12)).isZero();
        assertThat(clean.number("found_c")).isGreaterThan(clean.number("found_d") + 0.05);
        assertThat(clean.number("found_d")).isGreaterThan(clean.number("found_e") + 0.05);
        assertThat(clean.number("given_c")).isEqualTo(clean.number("found_c"));
        double[][] means = new double[12][];
        for (int k = 0; k < 12; k++) {
            means[k] = clean.vector("mean", k);
        }
        for (int a = 0; a < 12; a++) {
            for (int b = 0; b < 12; b++) {
                assertThat(means[a][b]).isCloseTo(means[b][a], within(1e-6));
            }
        }
    }
}
