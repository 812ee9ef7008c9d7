package io.rectify.select;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.distill.Distillation;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.RowNorms;
import io.rectify.probe.FitLog;
import io.rectify.probe.Model;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.SpectralDistillation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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
    /** Candidates that are judged on the second fold, the third, and all further ones. */
    private static final int[] FINALISTS = {16, 10, 6};

    /** Candidates further behind the best, in standard errors of the difference, are not judged again. */
    private static final double HOPELESS = 2;

    /** Teachers all of whose students are tried; of the others only the forerunners. */
    private static final int TEACHERS = 3;

    /** Fewer rows than this are no basis for a choice. */
    private static final int LEAST_HELD_OUT = 5;

    private AutoDistill() {}

    /**
     * The choice, fitted.
     *
     * @param model the chosen candidate fitted to all rows, with its preprocessing
     * @param outputs of the probe on the training rows; leaving the own label out if it was fitted in closed form
     */
    public record Result(Choice choice, Model model, Probabilities outputs) {}

    /** Told of every candidate as it is tried. */
    @FunctionalInterface
    public interface Monitor {
        Monitor SILENT = (candidate, fold, agreement) -> {};

        /**
         * @param fold 0 for the first
         * @param agreement with the given labels of all folds so far
         */
        void tried(Candidate candidate, int fold, double agreement);
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
        int n = data.given().size();
        if (n <= options.searchRows()) {
            return search(data, options, log, monitor);
        }
        int[] drawn = Split.stratified(data.given(), options.searchRows() / (double) n, options.seed())
                .test();
        try (Matrix features = data.features().selectRows(drawn)) {
            return search(Dataset.of(features, data.given().select(drawn)), options, log, monitor);
        }
    }

    private static Choice search(Dataset data, AutoOptions options, FitLog log, Monitor monitor) {
        List<Split> folds = folds(data.given(), options);
        try (Search search = new Search(data, folds, options, log, monitor)) {
            return search.choose();
        }
    }

    private static List<Split> folds(Labels given, AutoOptions options) {
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
        return Split.folds(given, options.folds(), options.seed());
    }

    /**
     * Chooses, and fits the choice to all rows.
     *
     * @param data features as they come, before preprocessing
     * @throws IllegalArgumentException if there are too few rows to hold any out
     */
    public static Result run(Dataset data, AutoOptions options, Monitor monitor) {
        Choice choice = choose(data, options, monitor);
        Candidate chosen = choice.chosen();
        SoftmaxProbe.Options teacher = chosen.teacher(options.probe());
        Preprocessing preprocessing = Preprocessing.fit(data.features(), chosen.preprocessing(), teacher.threads());
        try (RowBlocks features = preprocessing.over(data.features(), teacher.threads())) {
            Dataset prepared = data.withFeatures(features);
            SoftmaxProbe probe;
            Probabilities outputs;
            if (chosen.method().closedForm()) {
                SpectralDistillation.Result result = SpectralDistillation.run(
                        prepared, chosen.parameters().rounds(), chosen.teacherKappa(), teacher.threads());
                probe = result.last().probe();
                outputs = result.outputs();
            } else {
                Distillation.Result result = Distillation.run(
                        prepared,
                        chosen.plan(),
                        teacher,
                        chosen.students(options.probe()),
                        Distillation.Monitor.SILENT);
                probe = result.last().fit().probe();
                outputs = result.outputs();
            }
            Model model = new Model(preprocessing, probe, data.given().names());
            return new Result(choice, model, outputs);
        }
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
            List<Candidate> candidates, Dataset train, Dataset held, AutoOptions options, Monitor monitor) {
        if (!held.given().names().equals(train.given().names())) {
            throw new IllegalArgumentException("rows to judge on must have the class names of those to fit to");
        }
        SoftmaxProbe.Options probe = options.probe().withTolerance(options.searchTolerance());
        Scoreboard board = new Scoreboard();
        for (Preprocessing.Scheme scheme : Preprocessing.Scheme.values()) {
            List<Candidate> of = candidates.stream()
                    .filter(candidate -> candidate.preprocessing() == scheme)
                    .distinct()
                    .toList();
            if (!of.isEmpty()) {
                Preprocessing preprocessing = Preprocessing.fit(train.features(), scheme, probe.threads());
                try (Fold fold = new Fold(
                        train.withFeatures(preprocessing.over(train.features(), probe.threads())),
                        held.withFeatures(preprocessing.over(held.features(), probe.threads())),
                        probe,
                        FitLog.NONE)) {
                    for (Candidate candidate : of) {
                        Optional<Verdict> verdict = fold.judge(candidate);
                        verdict.ifPresent(found -> board.add(candidate, found));
                        verdict.ifPresent(found -> monitor.tried(candidate, 0, board.agreement(candidate)));
                    }
                }
            }
        }
        return board.trials();
    }

    /**
     * Of the candidates judged on most rows, the simplest that is not behind the best of them by more than so many standard
     * errors; of equals the best.
     */
    public static Candidate choose(List<Trial> trials, double standardErrors) {
        int most = trials.stream().mapToInt(Trial::rows).max().orElseThrow();
        return trials.stream()
                .filter(trial -> trial.rows() == most && trial.behind() <= standardErrors * trial.behindError())
                .min(Comparator.<Trial>comparingInt(trial -> trial.candidate().complexity())
                        .thenComparingDouble(Trial::behind))
                .orElseThrow()
                .candidate();
    }

    private static final class Search implements AutoCloseable {
        private final Dataset data;
        private final List<Split> folds;
        private final AutoOptions options;
        private final SoftmaxProbe.Options probe;
        private final FitLog log;
        private final Monitor monitor;
        private final Scoreboard board;
        private final List<Candidate> skipped = new ArrayList<>();
        private List<Trial> preprocessings = List.of();
        private final long begin = System.nanoTime();
        private long evaluations;
        private boolean complete = true;
        private Optional<Dataset> prepared = Optional.empty();

        Search(Dataset data, List<Split> folds, AutoOptions options, FitLog log, Monitor monitor) {
            this.data = data;
            this.folds = folds;
            this.options = options;
            this.log = log;
            this.probe = options.probe().withTolerance(options.searchTolerance());
            this.monitor = monitor;
            this.board = new Scoreboard();
        }

        Choice choose() {
            Preprocessing.Scheme scheme = preprocessing();
            Dataset rows = prepare(scheme);
            CandidateGrid grid = grid(scheme, rows);
            try (Fold first = fold(scheme, rows, 0)) {
                firstFold(first, grid);
            }
            for (int f = 1; f < folds.size(); f++) {
                List<Candidate> finalists = finalists(f);
                if (finalists.size() > 1 && allowed()) {
                    try (Fold fold = fold(scheme, rows, f)) {
                        furtherFold(fold, f, finalists);
                    }
                }
            }
            List<Trial> trials = board.trials();
            Candidate chosen = AutoDistill.choose(trials, options.standardErrors());
            return new Choice(
                    trials, preprocessings, List.copyOf(skipped), chosen, board.clean(chosen), evaluations, complete);
        }

        /** The first, unless others are clearly ahead both in closed form and by their teachers. */
        private Preprocessing.Scheme preprocessing() {
            List<Preprocessing.Scheme> schemes = options.preprocessings();
            if (schemes.size() == 1) {
                return schemes.get(0);
            }
            Scoreboard linear = new Scoreboard();
            schemes.forEach(scheme ->
                    screen(scheme, linear, grid -> grid.withIntercept(false).closedForm()));
            preprocessings = bestOfEach(schemes, linear);
            List<Preprocessing.Scheme> level = notClearlyBehind(preprocessings);
            if (level.isEmpty() || level.contains(schemes.get(0))) {
                return schemes.get(0);
            }
            Scoreboard fitted = new Scoreboard();
            Stream.concat(Stream.of(schemes.get(0)), level.stream())
                    .forEach(scheme -> screen(scheme, fitted, CandidateGrid::teachers));
            return notClearlyBehind(bestOfEach(schemes, fitted)).get(0);
        }

        private void screen(
                Preprocessing.Scheme scheme, Scoreboard board, Function<CandidateGrid, List<Candidate>> what) {
            if (!board.isEmpty() && !allowed()) {
                return;
            }
            Dataset rows = prepare(scheme);
            try (Fold fold = fold(scheme, rows, 0)) {
                for (Candidate candidate : what.apply(grid(scheme, rows))) {
                    judge(candidate, fold).ifPresent(verdict -> board.add(candidate, verdict));
                }
            }
        }

        private static List<Trial> bestOfEach(List<Preprocessing.Scheme> schemes, Scoreboard board) {
            List<Trial> trials = board.trials();
            return schemes.stream()
                    .flatMap(scheme -> trials.stream()
                            .filter(trial -> trial.candidate().preprocessing() == scheme)
                            .min(Comparator.comparingDouble(Trial::behind))
                            .stream())
                    .toList();
        }

        private static List<Preprocessing.Scheme> notClearlyBehind(List<Trial> trials) {
            return trials.stream()
                    .filter(trial -> trial.behind() <= HOPELESS * trial.behindError())
                    .map(trial -> trial.candidate().preprocessing())
                    .toList();
        }

        /** All rows under a preprocessing. */
        private Dataset prepare(Preprocessing.Scheme scheme) {
            close();
            RowBlocks features =
                    Preprocessing.fit(data.features(), scheme, probe.threads()).over(data.features(), probe.threads());
            Dataset rows = data.withFeatures(features);
            prepared = Optional.of(rows);
            return rows;
        }

        private CandidateGrid grid(Preprocessing.Scheme scheme, Dataset rows) {
            double unit = scheme.normalises() ? 1 : meanSquaredNorm(rows.features(), probe.threads());
            return new CandidateGrid(
                    scheme,
                    options.kappas().stream().map(kappa -> kappa * unit).toList(),
                    options.rounds(),
                    rows.given().classCount(),
                    probe.intercept());
        }

        private static double meanSquaredNorm(RowBlocks features, int threads) {
            double mean = RowNorms.meanSquared(features, threads);
            return mean > 0 ? mean : 1;
        }

        private Fold fold(Preprocessing.Scheme scheme, Dataset rows, int index) {
            Split split = folds.get(index);
            return new Fold(
                    rows.select(split.train()),
                    rows.select(split.test()),
                    probe,
                    log.within(scheme + ", part " + (index + 1)));
        }

        private void firstFold(Fold fold, CandidateGrid plain) {
            CandidateGrid grid = teachers(fold, plain);
            grid.closedForm().forEach(candidate -> tryFirst(candidate, fold));
            List<Double> kappas = new ArrayList<>(grid.kappas());
            mostPromisingFirst(kappas);
            kappas.forEach(kappa -> grid.forerunners(kappa).forEach(candidate -> tryFirst(candidate, fold)));
            mostPromisingFirst(kappas);
            for (int i = 0; i < kappas.size(); i++) {
                if (i < TEACHERS && allowed()) {
                    grid.others(kappas.get(i), Optional.of(fold.spectral()))
                            .forEach(candidate -> tryFirst(candidate, fold));
                } else {
                    skipped.addAll(grid.others(kappas.get(i), Optional.empty()));
                }
            }
        }

        /** Tries the teachers, and with an intercept too if that helps; what is to be tried further. */
        private CandidateGrid teachers(Fold fold, CandidateGrid plain) {
            plain.teachers().forEach(candidate -> tryFirst(candidate, fold));
            if (plain.intercept() || !interceptHelps(fold, plain)) {
                return plain;
            }
            CandidateGrid grid = plain.withIntercept(true);
            grid.teachers().forEach(candidate -> tryFirst(candidate, fold));
            return grid;
        }

        /** Whether the best teacher is clearly behind itself with an intercept. */
        private boolean interceptHelps(Fold fold, CandidateGrid grid) {
            if (!allowed()) {
                return false;
            }
            double kappa = AutoDistill.choose(board.trials(), 0).teacherKappa();
            Candidate without = grid.teacher(kappa);
            Candidate with = grid.withIntercept(true).teacher(kappa);
            Scoreboard pair = new Scoreboard();
            judge(without, fold).ifPresent(verdict -> pair.add(without, verdict));
            judge(with, fold).ifPresent(verdict -> pair.add(with, verdict));
            Trial plain = pair.trials().get(0);
            return plain.behind() > HOPELESS * plain.behindError();
        }

        /** By the best agreement of a teacher and the students tried of it. */
        private void mostPromisingFirst(List<Double> kappas) {
            Map<Double, Double> promises = new HashMap<>();
            for (Candidate candidate : board.candidates()) {
                if (!candidate.method().closedForm()) {
                    promises.merge(candidate.teacherKappa(), board.agreement(candidate), Math::max);
                }
            }
            kappas.sort(Comparator.comparingDouble(kappa -> -promises.getOrDefault(kappa, 0.0)));
        }

        private List<Candidate> finalists(int fold) {
            List<Trial> trials = board.trials();
            int most = trials.stream().mapToInt(Trial::rows).max().orElseThrow();
            return trials.stream()
                    .filter(trial -> trial.rows() == most && trial.behind() <= HOPELESS * trial.behindError())
                    .sorted(Comparator.comparingDouble(Trial::behind))
                    .limit(FINALISTS[Math.min(fold, FINALISTS.length) - 1])
                    .map(Trial::candidate)
                    .toList();
        }

        /** Those who share a teacher follow one another. A fold that the budget cuts short is not counted. */
        private void furtherFold(Fold fold, int index, List<Candidate> finalists) {
            List<Candidate> ordered = finalists.stream()
                    .sorted(Comparator.comparingDouble(Candidate::teacherKappa).reversed())
                    .toList();
            Map<Candidate, Verdict> verdicts = new LinkedHashMap<>();
            for (Candidate candidate : ordered) {
                if (!allowed()) {
                    return;
                }
                judge(candidate, fold).ifPresent(verdict -> verdicts.put(candidate, verdict));
            }
            verdicts.forEach((candidate, verdict) -> add(candidate, index, verdict));
        }

        private void tryFirst(Candidate candidate, Fold fold) {
            if (board.isEmpty() || allowed()) {
                judge(candidate, fold).ifPresent(verdict -> add(candidate, 0, verdict));
            } else {
                skipped.add(candidate);
            }
        }

        private Optional<Verdict> judge(Candidate candidate, Fold fold) {
            long before = fold.evaluations();
            Optional<Verdict> verdict = fold.judge(candidate);
            evaluations += fold.evaluations() - before;
            return verdict;
        }

        private void add(Candidate candidate, int index, Verdict verdict) {
            board.add(candidate, verdict);
            monitor.tried(candidate, index, board.agreement(candidate));
        }

        private boolean allowed() {
            boolean allowed = options.budget().allows(System.nanoTime() - begin, evaluations);
            complete &= allowed;
            return allowed;
        }

        @Override
        public void close() {
            prepared.ifPresent(rows -> rows.features().close());
            prepared = Optional.empty();
        }
    }
}
