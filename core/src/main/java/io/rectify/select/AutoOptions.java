package io.rectify.select;

import io.rectify.data.Preprocessing;
import io.rectify.metrics.Metric;
import io.rectify.probe.SoftmaxProbe;
import java.util.List;

/**
 * What to try, and how to choose.
 *
 * @param preprocessings what may be done to features: the first, unless another is clearly ahead of it, in closed form and by
 *     its teachers
 * @param kappas κ of teachers and students, ascending, for rows of mean squared norm 1: where the mean squared norm of
 *     preprocessed rows is m, κ·m is tried
 * @param rounds most rounds of multi-round self-distillation
 * @param folds parts the rows are cut into. All candidates are judged on the first, fitted to the others; the best of them on
 *     the second too, and so on
 * @param standardErrors a simpler candidate is preferred if it is at most so many standard errors of the difference behind
 *     the best
 * @param budget when to try nothing more
 * @param seed of the folds
 * @param searchRows most rows to search with: of more, so many are drawn, each class in proportion. κ = K·N·λ means the same for
 *     any number of rows
 * @param searchTolerance tolerance of the fits that are only judged, also of the choice when labels are judged by it; a student whose gradient at its teacher's weights is
 *     smaller is judged as its teacher. Students of a teacher's top classes that are clearly behind, by three standard errors of the difference, at thirty or
 *     ten times the tolerance are left there
 * @param metric by which agreement with held-out given labels is measured
 * @param probe how the chosen candidate is fitted; its penalty is not used. With an intercept all candidates have one; without,
 *     they get one if that clearly helps a teacher, as where classes are of very unequal size
 */
public record AutoOptions(
        List<Preprocessing.Scheme> preprocessings,
        List<Double> kappas,
        int rounds,
        int folds,
        double standardErrors,
        SearchBudget budget,
        long seed,
        int searchRows,
        double searchTolerance,
        Metric metric,
        SoftmaxProbe.Options probe) {
    /**
     * Centred and normalised rows unless standardised or raw ones do better, κ = 5, 15, 50, 150, 500, four rounds, five folds,
     * half a standard error, no budget, seed 1, 50,000 rows to search with, every class counted alike.
     */
    public static final AutoOptions DEFAULTS = new AutoOptions(
            List.of(Preprocessing.Scheme.CENTRE_NORMALISE, Preprocessing.Scheme.STANDARDISE, Preprocessing.Scheme.RAW),
            List.of(5.0, 15.0, 50.0, 150.0, 500.0),
            4,
            5,
            0.5,
            SearchBudget.UNLIMITED,
            1,
            50_000,
            1e-2,
            Metric.BALANCED,
            SoftmaxProbe.Options.DEFAULTS);

    /** @throws IllegalArgumentException if a value is out of range */
    public AutoOptions {
        preprocessings = preprocessings.stream().distinct().toList();
        kappas = kappas.stream().distinct().sorted().toList();
        if (preprocessings.isEmpty()) {
            throw new IllegalArgumentException("at least one preprocessing is needed");
        }
        if (kappas.isEmpty() || !kappas.stream().allMatch(kappa -> kappa > 0 && kappa < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "kappas must be positive and finite, and at least one, but are " + kappas);
        }
        if (rounds < 0) {
            throw new IllegalArgumentException("rounds must be at least 0 but are " + rounds);
        }
        if (folds < 2) {
            throw new IllegalArgumentException("folds must be at least 2 but are " + folds);
        }
        if (!(standardErrors >= 0) || Double.isInfinite(standardErrors)) {
            throw new IllegalArgumentException(
                    "standard errors must be a finite number of at least 0 but are " + standardErrors);
        }
        if (searchRows < 1) {
            throw new IllegalArgumentException("rows to search with must be at least 1 but are " + searchRows);
        }
        if (!(searchTolerance > 0)) {
            throw new IllegalArgumentException("search tolerance must be positive but is " + searchTolerance);
        }
    }

    public AutoOptions withPreprocessings(List<Preprocessing.Scheme> newPreprocessings) {
        return new AutoOptions(
                newPreprocessings,
                kappas,
                rounds,
                folds,
                standardErrors,
                budget,
                seed,
                searchRows,
                searchTolerance,
                metric,
                probe);
    }

    public AutoOptions withKappas(List<Double> newKappas) {
        return new AutoOptions(
                preprocessings,
                newKappas,
                rounds,
                folds,
                standardErrors,
                budget,
                seed,
                searchRows,
                searchTolerance,
                metric,
                probe);
    }

    public AutoOptions withRounds(int newRounds) {
        return new AutoOptions(
                preprocessings,
                kappas,
                newRounds,
                folds,
                standardErrors,
                budget,
                seed,
                searchRows,
                searchTolerance,
                metric,
                probe);
    }

    public AutoOptions withFolds(int newFolds) {
        return new AutoOptions(
                preprocessings,
                kappas,
                rounds,
                newFolds,
                standardErrors,
                budget,
                seed,
                searchRows,
                searchTolerance,
                metric,
                probe);
    }

    public AutoOptions withStandardErrors(double newStandardErrors) {
        return new AutoOptions(
                preprocessings,
                kappas,
                rounds,
                folds,
                newStandardErrors,
                budget,
                seed,
                searchRows,
                searchTolerance,
                metric,
                probe);
    }

    public AutoOptions withBudget(SearchBudget newBudget) {
        return new AutoOptions(
                preprocessings,
                kappas,
                rounds,
                folds,
                standardErrors,
                newBudget,
                seed,
                searchRows,
                searchTolerance,
                metric,
                probe);
    }

    public AutoOptions withSeed(long newSeed) {
        return new AutoOptions(
                preprocessings,
                kappas,
                rounds,
                folds,
                standardErrors,
                budget,
                newSeed,
                searchRows,
                searchTolerance,
                metric,
                probe);
    }

    public AutoOptions withSearchRows(int newSearchRows) {
        return new AutoOptions(
                preprocessings,
                kappas,
                rounds,
                folds,
                standardErrors,
                budget,
                seed,
                newSearchRows,
                searchTolerance,
                metric,
                probe);
    }

    public AutoOptions withSearchTolerance(double newSearchTolerance) {
        return new AutoOptions(
                preprocessings,
                kappas,
                rounds,
                folds,
                standardErrors,
                budget,
                seed,
                searchRows,
                newSearchTolerance,
                metric,
                probe);
    }

    public AutoOptions withMetric(Metric newMetric) {
        return new AutoOptions(
                preprocessings,
                kappas,
                rounds,
                folds,
                standardErrors,
                budget,
                seed,
                searchRows,
                searchTolerance,
                newMetric,
                probe);
    }

    public AutoOptions withProbe(SoftmaxProbe.Options newProbe) {
        return new AutoOptions(
                preprocessings,
                kappas,
                rounds,
                folds,
                standardErrors,
                budget,
                seed,
                searchRows,
                searchTolerance,
                metric,
                newProbe);
    }

    public AutoOptions withThreads(int threads) {
        return withProbe(probe.withThreads(threads));
    }
}
