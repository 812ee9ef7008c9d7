package io.rectify.select;

import io.rectify.data.Dataset;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Split;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Metric;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses how to train from noisy labels alone. Every promising candidate is fitted to a part of the rows and judged by how
 * often it predicts the <em>given</em> labels of the rest; the best are judged on further parts, fewer each time; and the
 * simplest that is within a number of standard errors of the best is fitted to all rows.
 *
 * <p>Why noisy labels can choose: let a classifier be right with probability a, and let labels be wrong independently of the
 * features with C_kk = 1 − η and C_kj ≤ ρ &lt; 1 − η. Its agreement with given labels is a·(1 − η) plus what wrong predictions
 * agree by chance; with ρ the same for all wrong classes this is ρ + a·(1 − η − ρ), increasing in a, so that more agreement
 * means more accuracy. It fails where wrong labels are foretold by the features (a rule that always errs alike): then
 * agreement rewards learning the errors. And the difference that noise leaves, 1 − η − ρ, shrinks while the standard error
 * does not: at 90 % noise one point of accuracy is a tenth of a point of agreement.
 */
public final class AutoDistill {
    /** Fewer rows than this are no basis for a choice. */
    private static final int LEAST_HELD_OUT = 5;

    private AutoDistill() {}

    /** The choice, fitted to all rows; close it when done. */
    public record Result(Choice choice, Recipe.Training training) implements AutoCloseable {
        /** Frees the outputs. */
        @Override
        public void close() {
            training.close();
        }
    }

    /** Told of every candidate as it is tried. */
    @FunctionalInterface
    public interface Monitor {
        Monitor SILENT = (candidate, fold, agreement) -> {};

        /**
         * @param fold 0 for the first
         * @param agreement with the given labels of all folds so far
         */
        void tried(Recipe candidate, int fold, double agreement);
    }

    /**
     * Draws rows if there are very many, cuts them into folds, tries the candidates and chooses one. Preprocessing, which sees no label, is fitted to all rows.
     *
     * @param data features as they come, before preprocessing
     * @throws IllegalArgumentException if there are too few rows to hold any out
     */
    public static Choice choose(Dataset data, AutoOptions options, Monitor monitor) {
        return choose(data, options, FitLog.NONE, monitor);
    }

    /**
     * The same where a log may know some fits already.
     *
     * @param log of a search on this data with these options
     */
    public static Choice choose(Dataset data, AutoOptions options, FitLog log, Monitor monitor) {
        return choose(data, Groups.ofSingleRows(data.given().size()), options, log, monitor);
    }

    /**
     * The same where some rows must share a fold, as copies must: a candidate that has seen the label of one cannot be judged by the
     * other.
     *
     * @param groups of the rows
     * @throws IllegalArgumentException if there are too few rows or groups to hold any out, or the numbers of rows differ
     */
    public static Choice choose(Dataset data, Groups groups, AutoOptions options, FitLog log, Monitor monitor) {
        return choose(data, Taught.unreviewed(data.given()), groups, options, log, monitor);
    }

    /**
     * The same where some labels are known better than they were given: candidates are fitted to those, and judged by the given ones,
     * which are all wrong as often as each other. Rows of a random sample whose labels are right decide first: a candidate that they
     * {@linkplain Trial#refuted refute} is not chosen.
     *
     * @param taught what to fit to
     * @throws IllegalArgumentException as above
     */
    public static Choice choose(
            Dataset data, Taught taught, Groups groups, AutoOptions options, FitLog log, Monitor monitor) {
        int n = data.given().size();
        if (n <= options.searchRows()) {
            return search(data, taught, groups, options, log, monitor);
        }
        int[] drawn = Split.sample(data.given(), options.searchRows() / (double) n, options.seed());
        try (Matrix features = data.features().selectRows(drawn)) {
            return search(
                    Dataset.of(features, data.given().select(drawn)),
                    taught.select(drawn),
                    groups.select(drawn),
                    options,
                    log,
                    monitor);
        }
    }

    private static Choice search(
            Dataset data, Taught taught, Groups groups, AutoOptions options, FitLog log, Monitor monitor) {
        List<Split> folds = folds(data.given(), groups, options);
        try (Search search = new Search(data, taught, folds, options, log, monitor)) {
            return search.choose();
        }
    }

    private static List<Split> folds(Labels given, Groups groups, AutoOptions options) {
        int heldOut = given.size() / options.folds();
        if (heldOut < LEAST_HELD_OUT) {
            throw new IllegalArgumentException("only " + heldOut + " of " + given.size()
                    + " rows can be held out to choose by, at least " + LEAST_HELD_OUT
                    + " are needed: name a method instead");
        }
        if (Arrays.stream(given.counts()).max().orElse(0) < 2) {
            throw new IllegalArgumentException(
                    "no class has two rows, so none can be held out to choose by: name a method instead");
        }
        return Split.folds(given, groups, options.folds(), options.seed());
    }

    /**
     * Chooses, and fits the choice to all rows.
     *
     * @param data features as they come, before preprocessing
     * @throws IllegalArgumentException if there are too few rows to hold any out
     */
    public static Result run(Dataset data, AutoOptions options, Monitor monitor) {
        Choice choice = choose(data, options, monitor);
        return new Result(choice, choice.chosen().fit(data, options.probe()));
    }

    /**
     * Fits candidates to one data set and judges each on the labels of another, choosing nothing.
     *
     * @param train features as they come, before preprocessing
     * @param held rows to judge on, as they come
     * @param options how to fit; with the search's tolerance
     * @return one trial for each candidate that fits the data
     * @throws IllegalArgumentException if the two data sets have other classes
     */
    public static List<Trial> evaluate(
            List<Recipe> candidates, Dataset train, Dataset held, AutoOptions options, Monitor monitor) {
        if (!held.given().names().equals(train.given().names())) {
            throw new IllegalArgumentException("rows to judge on must have the class names of those to fit to");
        }
        SoftmaxProbe.Options probe = options.probe().withTolerance(options.searchTolerance());
        Scoreboard board = new Scoreboard();
        for (Preprocessing.Scheme scheme : Preprocessing.Scheme.values()) {
            List<Recipe> of = candidates.stream()
                    .filter(candidate -> candidate.preprocessing() == scheme)
                    .distinct()
                    .toList();
            if (!of.isEmpty()) {
                Prepared prepared = Prepared.of(train, scheme, probe.threads());
                Prepared judging = Prepared.of(held, prepared.preprocessing(), probe.threads());
                judge(of, prepared, judging, probe, options.metric(), FitLog.NONE, board, monitor);
            }
        }
        return board.trials();
    }

    /**
     * Fits candidates of one preprocessing to prepared rows and judges each on the labels of others, choosing nothing.
     *
     * @param train rows to fit to; closed when done
     * @param held rows to judge on, prepared alike; closed when done
     * @param probe how to fit; its penalty is not used
     * @return one trial for each candidate that fits the data
     */
    public static List<Trial> judge(
            List<Recipe> candidates,
            Prepared train,
            Prepared held,
            SoftmaxProbe.Options probe,
            Metric metric,
            FitLog log) {
        Scoreboard board = new Scoreboard();
        judge(candidates, train, held, probe, metric, log, board, Monitor.SILENT);
        return board.trials();
    }

    private static void judge(
            List<Recipe> candidates,
            Prepared train,
            Prepared held,
            SoftmaxProbe.Options probe,
            Metric metric,
            FitLog log,
            Scoreboard board,
            Monitor monitor) {
        double[] weights = metric.weights(held.given().counts());
        try (Fold fold = new Fold(train, held, weights, Taught.unreviewed(held.given()), probe, log)) {
            for (Recipe candidate : candidates) {
                fold.judge(candidate).ifPresent(verdict -> {
                    board.add(candidate, verdict);
                    monitor.tried(candidate, 0, board.agreement(candidate));
                });
            }
        }
    }

    /**
     * Of the candidates that reviewed rows do not refute, and of these those judged on most rows, the simplest that is not behind the best of
     * them by more than so many standard errors; of equals the best.
     */
    public static Recipe choose(List<Trial> trials, double standardErrors) {
        List<Trial> standing = trials.stream().filter(trial -> !trial.refuted()).toList();
        int most = standing.stream().mapToInt(Trial::rows).max().orElseThrow();
        List<Trial> level =
                standing.stream().filter(trial -> trial.rows() == most).toList();
        double least = level.stream().mapToDouble(Trial::behind).min().orElseThrow();
        return level.stream()
                .filter(trial -> trial.behind() <= least + standardErrors * trial.behindError())
                .min(Comparator.<Trial>comparingInt(trial -> trial.candidate().complexity())
                        .thenComparingDouble(Trial::behind))
                .orElseThrow()
                .candidate();
    }
}
