package io.rectify.select;

import io.rectify.data.Dataset;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Split;
import io.rectify.distill.Recipe;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.RowNorms;
import io.rectify.metrics.Metric;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One search: what is tried, in which order, and when it ends. */
final class Search implements AutoCloseable {
    /** Candidates that are judged on the second fold, the third, and all further ones. */
    private static final int[] FINALISTS = {16, 10, 6};

    /** Candidates further behind the best, in standard errors of the difference, are not judged again. */
    private static final double HOPELESS = 2;

    /** How many times looser students are fitted first that end far from their teacher. */
    private static final double[] LOOSER = {30, 10};

    /** Those further behind then are not fitted further. */
    private static final double HOPELESS_HALFWAY = 3;

    /** κ beyond which students of many classes lose accuracy. */
    private static final double STRONGEST = 50;

    /** Teachers all of whose students are tried; of the others only the forerunners. */
    private static final int TEACHERS = 3;

    private final Dataset data;
    private final Taught taught;
    private final List<Split> folds;
    private final AutoOptions options;
    private final SoftmaxProbe.Options probe;
    private final FitLog log;
    private final AutoDistill.Monitor monitor;
    private final Scoreboard board;
    private final List<Recipe> skipped = new ArrayList<>();
    private List<Trial> preprocessings = List.of();
    private final long begin = System.nanoTime();
    private long evaluations;
    private boolean complete = true;
    private Optional<Prepared> prepared = Optional.empty();

    /** @param taught what to fit to; labels of the data are judged by, and those that are known to be right */
    Search(
            Dataset data,
            Taught taught,
            List<Split> folds,
            AutoOptions options,
            FitLog log,
            AutoDistill.Monitor monitor) {
        this.data = data;
        this.taught = taught;
        this.folds = folds;
        this.options = options;
        this.log = log;
        this.probe = options.probe().withTolerance(options.searchTolerance());
        this.monitor = monitor;
        this.board = new Scoreboard();
    }

    Choice choose() {
        Preprocessing.Scheme scheme = preprocessing();
        Prepared rows = prepare(scheme);
        CandidateGrid grid = grid(scheme, rows);
        try (Fold first = fold(scheme, rows, 0)) {
            firstFold(first, grid);
        }
        for (int f = 1; f < folds.size(); f++) {
            List<Recipe> finalists = board.finalists(FINALISTS[Math.min(f, FINALISTS.length) - 1], HOPELESS);
            if (finalists.size() > 1 && allowed()) {
                try (Fold fold = fold(scheme, rows, f)) {
                    furtherFold(fold, f, finalists);
                }
            }
        }
        List<Trial> trials = board.trials();
        Recipe chosen = AutoDistill.choose(trials, options.standardErrors());
        return new Choice(
                trials,
                preprocessings,
                List.copyOf(skipped),
                chosen,
                options.metric(),
                STRONGEST * unit(scheme, rows),
                false,
                evaluations,
                complete);
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

    private void screen(Preprocessing.Scheme scheme, Scoreboard board, Function<CandidateGrid, List<Recipe>> what) {
        if (!board.isEmpty() && !allowed()) {
            return;
        }
        Prepared rows = prepare(scheme);
        try (Fold fold = fold(scheme, rows, 0)) {
            for (Recipe candidate : what.apply(grid(scheme, rows))) {
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
    private Prepared prepare(Preprocessing.Scheme scheme) {
        close();
        Prepared rows = Prepared.of(data, scheme, probe.threads());
        prepared = Optional.of(rows);
        return rows;
    }

    private CandidateGrid grid(Preprocessing.Scheme scheme, Prepared rows) {
        double unit = unit(scheme, rows);
        return new CandidateGrid(
                scheme,
                options.kappas().stream().map(kappa -> kappa * unit).toList(),
                options.rounds(),
                rows.given().classCount(),
                probe.intercept(),
                adjusted());
    }

    /** Where every class is to count alike, probes are fitted as if every class were as common. */
    private boolean adjusted() {
        return probe.adjusted() || options.metric() == Metric.BALANCED;
    }

    /** What κ is measured in. */
    private double unit(Preprocessing.Scheme scheme, Prepared rows) {
        return scheme.normalises() ? 1 : meanSquaredNorm(rows.features(), probe.threads());
    }

    private static double meanSquaredNorm(RowBlocks features, int threads) {
        double mean = RowNorms.meanSquared(features, threads);
        return mean > 0 ? mean : 1;
    }

    private Fold fold(Preprocessing.Scheme scheme, Prepared rows, int index) {
        Split split = folds.get(index);
        return new Fold(
                rows.select(split.train())
                        .withGiven(taught.select(split.train()).labels()),
                rows.select(split.test()),
                options.metric().weights(data.given().counts()),
                taught.select(split.test()),
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
        if (plain.intercept() || plain.adjusted() || !interceptHelps(fold, plain)) {
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
        double kappa = kappa(AutoDistill.choose(board.trials(), 0));
        Recipe without = grid.teacher(kappa);
        Recipe with = grid.withIntercept(true).teacher(kappa);
        Scoreboard pair = new Scoreboard();
        judge(without, fold).ifPresent(verdict -> pair.add(without, verdict));
        judge(with, fold).ifPresent(verdict -> pair.add(with, verdict));
        Trial plain = pair.trials().get(0);
        return plain.behind() > HOPELESS * plain.behindError();
    }

    /** By the best agreement of a teacher and the students tried of it. */
    private void mostPromisingFirst(List<Double> kappas) {
        Map<Double, Double> promises = new HashMap<>();
        for (Recipe candidate : board.candidates()) {
            if (!candidate.method().closedForm()) {
                promises.merge(kappa(candidate), board.agreement(candidate), Math::max);
            }
        }
        kappas.sort(Comparator.comparingDouble(kappa -> -promises.getOrDefault(kappa, 0.0)));
    }

    private double kappa(Recipe candidate) {
        return candidate.teacher().kappa(data.given().classCount(), data.given().size());
    }

    /** Those who share a teacher follow one another. A fold that the budget cuts short is not counted. */
    private void furtherFold(Fold fold, int index, List<Recipe> finalists) {
        List<Recipe> ordered = finalists.stream()
                .sorted(Comparator.comparingDouble(this::kappa).reversed())
                .toList();
        Map<Recipe, Verdict> verdicts = new LinkedHashMap<>();
        for (Recipe candidate : ordered) {
            if (!allowed()) {
                return;
            }
            judge(candidate, fold).ifPresent(verdict -> verdicts.put(candidate, verdict));
        }
        verdicts.forEach((candidate, verdict) -> add(candidate, index, verdict));
    }

    private void tryFirst(Recipe candidate, Fold fold) {
        if (board.isEmpty() || allowed()) {
            hopelessHalfway(candidate, fold)
                    .or(() -> judge(candidate, fold))
                    .ifPresent(verdict -> add(candidate, 0, verdict));
        } else {
            skipped.add(candidate);
        }
    }

    /**
     * The verdict on a student of few classes that is half fitted, if it is clearly behind: such students end far from where they start, and most
     * of a search would go into those that are not judged again.
     */
    private Optional<Verdict> hopelessHalfway(Recipe candidate, Fold fold) {
        for (double looser : candidate.method().has("top-k") ? LOOSER : new double[0]) {
            Optional<Verdict> half = counted(fold, () -> fold.judge(candidate, looser))
                    .filter(verdict -> board.isBehind(verdict, HOPELESS_HALFWAY));
            if (half.isPresent()) {
                return half;
            }
        }
        return Optional.empty();
    }

    private Optional<Verdict> judge(Recipe candidate, Fold fold) {
        return counted(fold, () -> fold.judge(candidate));
    }

    private Optional<Verdict> counted(Fold fold, Supplier<Optional<Verdict>> judging) {
        long before = fold.evaluations();
        Optional<Verdict> verdict = judging.get();
        evaluations += fold.evaluations() - before;
        return verdict;
    }

    private void add(Recipe candidate, int index, Verdict verdict) {
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
        prepared.ifPresent(Prepared::close);
        prepared = Optional.empty();
    }
}
