package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.Reference;
import io.rectify.data.Labels;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The formula for the smallest step against the matrix itself, for 400 random models and exact label counts. */
class MinimalStepTest {
    private static final int LIMIT = 20;

    /** A random model with labels. */
    private record Case(int classes, int perClass, int m, double c, double d, double e, double mu, int[][] labels) {
        static Case draw(Random random) {
            int[] sizes = {2, 3, 4, 5, 6, 8, 9, 10, 12};
            int classes = sizes[random.nextInt(sizes.length)];
            int m;
            do {
                m = 1 + random.nextInt(classes);
            } while (classes % m != 0 || (m == 1 && random.nextInt(3) > 0));
            int perClass = Math.max(m == 1 ? classes : m, 2) + random.nextInt(Math.max(1, 100 / classes));
            double d = 0.6 * random.nextDouble();
            double c = d + 0.02 + (0.95 - d) * random.nextDouble() * 0.9;
            int n = classes * perClass;
            double lowest = -(1 - c + perClass * (c - d) + perClass * m * d) / Math.max(1, n - perClass * m);
            double e = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> d;
                case 2 -> Math.min(d, 0.7 * lowest * random.nextDouble());
                default -> d * random.nextDouble();
            };
            double mu = Math.exp(Math.log(0.05) + random.nextDouble() * Math.log(1000));
            int[] superclasses = ExplicitModel.superclasses(classes, m == 1 ? classes : m);
            int inside = m == 1 ? classes : m;
            int[] wrong = new int[classes];
            for (int q = 0; q < wrong.length; q++) {
                int most = perClass / inside + random.nextInt(2);
                most = Math.min(most, perClass / Math.max(1, inside - 1));
                wrong[q] = Math.max(0, most - random.nextInt(Math.max(1, most + 1)));
            }
            return new Case(
                    classes, perClass, m, c, d, e, mu, ExplicitModel.insideSuperclasses(superclasses, perClass, wrong));
        }
    }

    /**
     * Two classes of ten rows in one superclass, c = .5, d = e = .1: s₁ = .5, s₂ = .5 + 10·.4 = 4.5. With μ = 4.5 they keep .1 and .5, a
     * ratio of 5. Δ = .1 needs 5ᵗ > 1 + 1/.1 = 11, which is t = 2; Δ = .5 needs 5ᵗ > 3.
     */
    @Test
    void workedExample() {
        ThreeLevelModel model = ThreeLevelModel.balanced(2, 10, 2, 0.5, 0.1, 0.1);
        assertThat(model.minimalStep(0.1, 4.5)).hasValue(2);
        assertThat(model.minimalStep(0.5, 4.5)).hasValue(1);
    }

    /**
     * Superclasses have their own rates and may be clean; where every class is its own superclass the noise is symmetric
     * over all. Left out are the sets where at some step a row's lead is within 1e-9 of a tie and yet none: relative to
     * the outputs (18 of the 400), or absolutely, where {@link BlockModel} and {@link Simulation} are not compared (30).
     */
    @Test
    void formulaMatrixAndBlocksAgreeOnTheSmallestStep() {
        Random random = new Random(20260102);
        int excluded = 0;
        int formulaOnly = 0;
        int[] found = new int[LIMIT + 2];
        for (int set = 0; set < 400; set++) {
            Case x = Case.draw(random);
            double[][] corruption = ExplicitModel.corruption(x.labels);
            ExplicitModel explicit = ExplicitModel.threeLevel(x.classes, x.perClass, x.m, x.c, x.d, x.e);
            double[][][] steps = explicit.steps(explicit.oneHot(explicit.given(x.labels)), x.mu, LIMIT);
            ThreeLevelModel model = ThreeLevelModel.balanced(x.classes, x.perClass, x.m, x.c, x.d, x.e);
            OptionalInt formula =
                    model.minimalStep(CorruptionMargins.of(corruption).delta(), x.mu);
            OptionalInt seen = OptionalInt.empty();
            boolean doubtful = false;
            boolean small = false;
            for (int t = 0; t < LIMIT && seen.isEmpty(); t++) {
                double scale = ExplicitModel.scale(steps[t]);
                doubtful |= explicit.isDoubtful(steps[t], scale);
                small |= explicit.isDoubtful(steps[t], 1);
                boolean perfect = Arrays.stream(explicit.accuracies(steps[t], 1e-11 * scale))
                        .allMatch(a -> a == 1);
                seen = perfect ? OptionalInt.of(t + 1) : seen;
            }
            if (doubtful) {
                excluded++;
                continue;
            }
            OptionalInt expected = formula.isPresent() && formula.getAsInt() <= LIMIT ? formula : OptionalInt.empty();
            found[expected.orElse(LIMIT + 1)]++;
            assertThat(seen)
                    .as("matrix, set %d: %s, formula %s", set, x, formula)
                    .isEqualTo(expected);
            if (small) {
                formulaOnly++;
            } else {
                agree(x, model, expected, "set " + set + ": " + x);
            }
        }
        assertThat(excluded).isLessThanOrEqualTo(20);
        assertThat(formulaOnly).isLessThanOrEqualTo(35);
        assertThat(found[1]).isGreaterThan(20);
        assertThat(found[2]).isGreaterThan(20);
        assertThat(Arrays.stream(found, 3, LIMIT + 1).sum()).isGreaterThan(20);
        assertThat(found[LIMIT + 1]).isGreaterThan(20);
    }

    private static void agree(Case x, ThreeLevelModel model, OptionalInt expected, String what) {
        double[][] corruption = ExplicitModel.corruption(x.labels);
        int[] counts = new int[x.classes];
        Arrays.fill(counts, x.perClass);
        BlockModel blocks = BlockModel.of(
                counts,
                Reference.ones(x.classes),
                ExplicitModel.correlations(ExplicitModel.superclasses(x.classes, x.m), x.c, x.d, x.e));
        assertThat(blocks.firstPerfectStep(corruption, x.mu, LIMIT))
                .as("blocks, %s", what)
                .isEqualTo(expected);
        try (Simulation simulation = Simulation.of(model, 0, 1, 1)) {
            Labels given = simulation.exactLabels(corruption);
            assertThat(simulation.firstPerfectStep(given, x.mu, LIMIT, 1))
                    .as("simulation, %s", what)
                    .isEqualTo(expected);
        }
    }

    /** Large μ and classes hardly more correlated than superclasses: outputs are tiny but their order is not in doubt. */
    @ParameterizedTest
    @CsvSource({"1000", "10000", "100000"})
    void smallOutputsAreComparedRelatively(double mu) {
        ThreeLevelModel model = ThreeLevelModel.balanced(4, 12, 4, 0.4, 0.35, 0.1);
        int[][] labels = ExplicitModel.insideSuperclasses(new int[4], 12, new int[] {2});
        double[][] corruption = ExplicitModel.corruption(labels);
        int step =
                model.minimalStep(CorruptionMargins.of(corruption).delta(), mu).orElseThrow();
        BlockModel blocks = BlockModel.of(
                new int[] {12, 12, 12, 12}, Reference.ones(4), ExplicitModel.correlations(new int[4], 0.4, 0.35, 0.1));
        assertThat(blocks.firstPerfectStep(corruption, mu, 10)).hasValue(step);
    }

    /** Exactly equal leads are no success: with ratio 2 and Δ = 1/3 step 2 leaves a tie. */
    @Test
    void aTieIsNotYetRight() {
        double mu = 1;
        double c = 0.5;
        // p₁ = 1/3, so p₂ = 2/3 needs s₂ = 2 = 1/2 + n(c − d)
        ThreeLevelModel model = ThreeLevelModel.balanced(6, 6, 3, c, 0.25, 0.25);
        assertThat(model.ratio(mu)).isCloseTo(2, org.assertj.core.api.Assertions.within(1e-15));
        assertThat(model.minimalStep(1.0 / 3 * (1 + 1e-9), mu)).hasValue(2);
        assertThat(model.minimalStep(1.0 / 3 * (1 - 1e-9), mu)).hasValue(3);
        assertThat(model.minimalStep(1.0 / 7 * (1 + 1e-9), mu)).hasValue(3);
    }

    /** The same tie where the last bits of the logarithms' quotient fall below 2. */
    @Test
    void roundingDoesNotBreakATie() {
        ThreeLevelModel model = ThreeLevelModel.balanced(8, 12, 4, 0.4, 0.2, 0.1);
        assertThat(model.ratio(1)).isCloseTo(2, org.assertj.core.api.Assertions.within(1e-14));
        double delta = CorruptionMargins.of(
                        new io.rectify.noise.Corruption.Superclass(0.5, new int[] {0, 0, 0, 0, 1, 1, 1, 1})
                                .transitions(8))
                .delta();
        assertThat(delta).isCloseTo(1.0 / 3, org.assertj.core.api.Assertions.within(1e-15));
        assertThat(model.minimalStep(delta, 1)).hasValue(3);
    }
}
