package io.rectify.select;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.data.Targets;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralDistillation;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses how to train from noisy labels alone: every candidate is fitted to a part of the rows and judged by how often it
 * predicts the <em>given</em> labels of the rest; the simplest candidate within a number of standard errors of the best is
 * then fitted to all rows.
 *
 * <p>Why noisy labels can choose: let a classifier be right with probability a, and let labels be wrong independently of the
 * features with C_kk = 1 − η and C_kj ≤ ρ &lt; 1 − η. Its agreement with given labels is a·(1 − η) plus what wrong predictions
 * agree by chance; with ρ the same for all wrong classes this is ρ + a·(1 − η − ρ), increasing in a, so that more agreement
 * means more accuracy. It fails where wrong labels are foretold by the features (a rule that always errs alike): then
 * agreement rewards learning the errors. And the difference that noise leaves, 1 − η − ρ, shrinks while the standard error
 * does not: at 90 % noise one point of accuracy is a tenth of a point of agreement.
 */
public final class AutoDistill {
    private static final List<Method> ONE_STUDENT =
            List.of(Method.HARDEN, Method.TOP2_GCE, Method.TOP2, Method.SHARPEN, Method.MIX, Method.CONSENSUS);

    /** Students of these gain most from a κ of their own. */
    private static final List<Method> DECOUPLED = List.of(Method.HARDEN, Method.TOP2_GCE);

    /** Fewer rows than this are no basis for a choice. */
    private static final int LEAST_HELD_OUT = 5;

    private AutoDistill() {}

    /**
     * What to try, and how to choose.
     *
     * @param kappas κ of teachers and students, ascending
     * @param rounds most rounds of multi-round self-distillation
     * @param heldOut share of the rows that candidates are judged on
     * @param standardErrors a simpler candidate is preferred if it is at most so many standard errors of the difference behind
     *     the best
     * @param budget no further candidate is begun after this time
     * @param seed of the split
     * @param searchTolerance tolerance of the fits that are only judged
     * @param probe how the chosen candidate is fitted; its penalty is not used
     */
    public record Options(
            List<Double> kappas,
            int rounds,
            double heldOut,
            double standardErrors,
            Optional<Duration> budget,
            long seed,
            double searchTolerance,
            SoftmaxProbe.Options probe) {
        /** κ = 5, 15, 50, 150, 500, four rounds, a fifth held out, one half of a standard error, no budget, seed 1. */
        public static final Options DEFAULTS = new Options(
                List.of(5.0, 15.0, 50.0, 150.0, 500.0),
                4,
                0.2,
                0.5,
                Optional.empty(),
                1,
                3e-3,
                SoftmaxProbe.Options.DEFAULTS);

        /** @throws IllegalArgumentException if a value is out of range */
        public Options {
            kappas = kappas.stream().distinct().sorted().toList();
            if (kappas.isEmpty() || !(kappas.get(0) > 0)) {
                throw new IllegalArgumentException("kappas must be positive, and at least one, but are " + kappas);
            }
            if (rounds < 0 || !(heldOut > 0 && heldOut < 1) || !(standardErrors >= 0) || !(searchTolerance > 0)) {
                throw new IllegalArgumentException("rounds, held-out share, standard errors or tolerance out of range: "
                        + rounds + ", " + heldOut + ", " + standardErrors + ", " + searchTolerance);
            }
        }

        public Options withKappas(List<Double> newKappas) {
            return new Options(newKappas, rounds, heldOut, standardErrors, budget, seed, searchTolerance, probe);
        }

        public Options withRounds(int newRounds) {
            return new Options(kappas, newRounds, heldOut, standardErrors, budget, seed, searchTolerance, probe);
        }

        public Options withThreads(int threads) {
            return withProbe(probe.withThreads(threads));
        }

        public Options withProbe(SoftmaxProbe.Options newProbe) {
            return new Options(kappas, rounds, heldOut, standardErrors, budget, seed, searchTolerance, newProbe);
        }

        public Options withSeed(long newSeed) {
            return new Options(kappas, rounds, heldOut, standardErrors, budget, newSeed, searchTolerance, probe);
        }

        public Options withBudget(Duration newBudget) {
            return new Options(
                    kappas, rounds, heldOut, standardErrors, Optional.of(newBudget), seed, searchTolerance, probe);
        }
    }

    /**
     * A candidate that was tried.
     *
     * @param agreement share of held-out rows whose prediction is the given label
     * @param standardError of the agreement
     * @param behind how far the agreement is behind the best of all trials
     * @param behindError standard error of that difference, from the rows on which the two differ
     * @param evaluations of objective and gradient that its own last fit took; 0 in closed form
     */
    public record Trial(
            Candidate candidate,
            double agreement,
            double standardError,
            double behind,
            double behindError,
            int evaluations) {}

    /**
     * What was tried and what was chosen.
     *
     * @param heldOut number of rows that candidates were judged on
     * @param trials in the order they were made
     * @param complete whether every candidate was tried within the budget
     */
    public record Choice(int heldOut, List<Trial> trials, Candidate chosen, boolean complete) {}

    /**
     * The choice, fitted.
     *
     * @param probe the chosen candidate fitted to all rows
     * @param outputs of the probe on the training rows; leaving the own label out if it was fitted in closed form
     */
    public record Result(Choice choice, SoftmaxProbe probe, Probabilities outputs) {}

    /** Told of every candidate as it is tried. */
    @FunctionalInterface
    public interface Monitor {
        Monitor SILENT = (candidate, agreement) -> {};

        void tried(Candidate candidate, double agreement);
    }

    /**
     * Splits, tries every candidate and chooses one.
     *
     * @param data features already preprocessed
     * @throws IllegalArgumentException if there are too few rows to hold any out
     */
    public static Choice choose(Dataset data, Options options, Monitor monitor) {
        Split split = split(data.given(), options);
        int heldOut = split.test().length;
        if (heldOut < LEAST_HELD_OUT) {
            throw new IllegalArgumentException("only " + heldOut + " of "
                    + data.given().size() + " rows can be held out to choose by, at least " + LEAST_HELD_OUT
                    + " are needed: name a method instead");
        }
        Dataset train = data.select(split.train());
        Dataset held = data.select(split.test());
        Search search = new Search(train, held, options, monitor);
        try {
            search.run();
        } finally {
            train.features().close();
            held.features().close();
        }
        List<Trial> trials = search.trials();
        return new Choice(heldOut, trials, choose(trials, options.standardErrors()), search.complete);
    }

    /** Stratified; where classes are too small to give a row each, they give some together. */
    static Split split(Labels given, Options options) {
        boolean small = Arrays.stream(given.counts()).anyMatch(count -> count > 0 && count * options.heldOut() < 1);
        return small
                ? Split.proportional(given, options.heldOut(), options.seed())
                : Split.stratified(given, options.heldOut(), options.seed());
    }

    /**
     * Chooses, and fits the choice to all rows.
     *
     * @throws IllegalArgumentException if there are too few rows to hold any out
     */
    public static Result run(Dataset data, Options options, Monitor monitor) {
        Choice choice = choose(data, options, monitor);
        Candidate chosen = choice.chosen();
        SoftmaxProbe.Options teacher = options.probe().withKappa(chosen.teacherKappa());
        if (chosen.method().closedForm()) {
            SpectralDistillation.Result result = SpectralDistillation.run(
                    data, chosen.parameters().rounds(), chosen.teacherKappa(), teacher.threads());
            return new Result(choice, result.last().probe(), result.outputs());
        }
        Distillation.Result result = Distillation.run(
                data,
                chosen.plan(),
                teacher,
                options.probe().withKappa(chosen.studentKappa()),
                Distillation.Monitor.SILENT);
        return new Result(choice, result.last().fit().probe(), result.outputs());
    }

    /**
     * Fits every candidate to one data set and judges it on the labels of another, choosing nothing.
     *
     * @param train features already preprocessed
     * @param held rows to judge on, preprocessed alike
     */
    public static List<Trial> evaluate(Dataset train, Dataset held, Options options, Monitor monitor) {
        Search search = new Search(train, held, options, monitor);
        search.run();
        return search.trials();
    }

    /** The simplest candidate that is not behind the best by more than so many standard errors; of equals the best. */
    public static Candidate choose(List<Trial> trials, double standardErrors) {
        return trials.stream()
                .filter(trial -> trial.behind() <= standardErrors * trial.behindError())
                .min(Comparator.<Trial>comparingInt(trial -> trial.candidate().complexity())
                        .thenComparingDouble(Trial::behind))
                .orElseThrow()
                .candidate();
    }

    private static final class Search {
        private final Dataset train;
        private final Dataset held;
        private final Options options;
        private final Monitor monitor;
        private final long begin = System.nanoTime();
        private final List<Candidate> candidates = new ArrayList<>();
        private final List<boolean[]> right = new ArrayList<>();
        private final List<Integer> evaluations = new ArrayList<>();
        private boolean complete = true;

        Search(Dataset train, Dataset held, Options options, Monitor monitor) {
            this.train = train;
            this.held = held;
            this.options = options;
            this.monitor = monitor;
        }

        /** A fitted teacher and how often it agrees with held-out labels. */
        private record Teacher(double kappa, SoftmaxProbe probe, double agreement) {}

        /** Teachers first, from the largest κ on, each from the one before; then students, of the best teachers first. */
        void run() {
            List<Double> descending = new ArrayList<>(options.kappas());
            Collections.reverse(descending);
            List<Teacher> teachers = new ArrayList<>();
            Optional<SoftmaxProbe> before = Optional.empty();
            for (double kappa : descending) {
                if (teachers.isEmpty() || inTime()) {
                    SoftmaxProbe.Fit fit = fit(
                            new Refinement.Student(
                                    new CrossEntropy(new Targets.OneHot(train.given())), Optional.empty()),
                            before,
                            kappa);
                    before = Optional.of(fit.probe());
                    teachers.add(new Teacher(
                            kappa,
                            fit.probe(),
                            judge(candidate(Method.TEACHER, 0, kappa, kappa), fit.probe(), fit.evaluations())));
                }
            }
            spectral();
            teachers.sort(Comparator.comparingDouble(teacher -> -teacher.agreement()));
            teachers.forEach(this::students);
        }

        private boolean inTime() {
            boolean inTime = options.budget().isEmpty()
                    || System.nanoTime() - begin < options.budget().get().toNanos();
            complete &= inTime;
            return inTime;
        }

        private static Candidate candidate(Method method, int rounds, double teacherKappa, double studentKappa) {
            return new Candidate(method, Method.Parameters.DEFAULTS.withRounds(rounds), teacherKappa, studentKappa);
        }

        private void spectral() {
            if (!inTime()) {
                return;
            }
            int threads = options.probe().threads();
            GramSpectrum spectrum = GramSpectrum.of(train.features(), threads);
            if (spectrum.rank() == 0) {
                return;
            }
            SpectralProbe probe =
                    SpectralProbe.fit(spectrum, train.features(), new Targets.OneHot(train.given()), threads);
            for (double kappa : options.kappas()) {
                for (int rounds = 0; rounds <= options.rounds(); rounds++) {
                    try (Matrix scores =
                            probe.scores(held.features(), new SpectralFilter(kappa, rounds + 1), threads)) {
                        judge(candidate(Method.SPECTRAL, rounds, kappa, kappa), Probabilities.argmax(scores), 0);
                    }
                }
            }
        }

        private void students(Teacher teacher) {
            if (!inTime()) {
                return;
            }
            int threads = options.probe().threads();
            Probabilities outputs = teacher.probe().predict(train.features(), threads);
            for (Method method : ONE_STUDENT) {
                oneStudent(method, teacher, outputs);
            }
            double kappa = teacher.kappa();
            SoftmaxProbe before = teacher.probe();
            for (int round = 1; round <= options.rounds() && inTime(); round++) {
                Refinement.Student student = new Refinement.Soften(1).refine(outputs, train.given());
                SoftmaxProbe.Fit fit = fit(student, Optional.of(before), kappa);
                release(student);
                before = fit.probe();
                judge(candidate(Method.SD, round, kappa, kappa), before, fit.evaluations());
                outputs.close();
                outputs = before.predict(train.features(), threads);
            }
            outputs.close();
        }

        /** A student of the teacher's κ and, for some methods, of its neighbours too. */
        private void oneStudent(Method method, Teacher teacher, Probabilities outputs) {
            if (!inTime()) {
                return;
            }
            Refinement.Student student;
            try {
                student = method.plan(Method.Parameters.DEFAULTS).get(0).refine(outputs, train.given());
            } catch (IllegalArgumentException doesNotFit) {
                // Consensus without a row on which teacher and label agree, or fewer classes than candidates.
                return;
            }
            SoftmaxProbe start = teacher.probe();
            for (double kappa : studentKappas(method, teacher.kappa())) {
                if (inTime()) {
                    SoftmaxProbe.Fit fit = fit(student, Optional.of(start), kappa);
                    judge(candidate(method, 0, teacher.kappa(), kappa), fit.probe(), fit.evaluations());
                }
            }
            release(student);
        }

        /** The teacher's own κ first. */
        private List<Double> studentKappas(Method method, double kappa) {
            int at = options.kappas().indexOf(kappa);
            List<Double> kappas = new ArrayList<>(List.of(kappa));
            if (DECOUPLED.contains(method)) {
                for (int neighbour : new int[] {at - 1, at + 1}) {
                    if (neighbour >= 0 && neighbour < options.kappas().size()) {
                        kappas.add(options.kappas().get(neighbour));
                    }
                }
            }
            return kappas;
        }

        private SoftmaxProbe.Fit fit(Refinement.Student student, Optional<SoftmaxProbe> start, double kappa) {
            return SoftmaxProbe.fit(
                    new SoftmaxProbe.Problem(train.features(), student.loss(), student.rowWeights(), start),
                    options.probe().withKappa(kappa).withTolerance(options.searchTolerance()),
                    Lbfgs.Monitor.SILENT);
        }

        private static void release(Refinement.Student student) {
            if (student.loss() instanceof CrossEntropy loss && loss.targets() instanceof Targets.Soft soft) {
                soft.close();
            }
        }

        private double judge(Candidate candidate, SoftmaxProbe probe, int fitEvaluations) {
            try (Matrix logits = probe.logits(held.features(), options.probe().threads())) {
                return judge(candidate, Probabilities.argmax(logits), fitEvaluations);
            }
        }

        private double judge(Candidate candidate, int[] predicted, int fitEvaluations) {
            Labels given = held.given();
            boolean[] agrees = new boolean[predicted.length];
            for (int i = 0; i < agrees.length; i++) {
                agrees[i] = predicted[i] == given.get(i);
            }
            candidates.add(candidate);
            right.add(agrees);
            evaluations.add(fitEvaluations);
            double agreement = share(agrees);
            monitor.tried(candidate, agreement);
            return agreement;
        }

        private static double share(boolean[] values) {
            int count = 0;
            for (boolean value : values) {
                count += value ? 1 : 0;
            }
            return (double) count / values.length;
        }

        List<Trial> trials() {
            double[] agreements = right.stream().mapToDouble(Search::share).toArray();
            int best = 0;
            for (int c = 1; c < agreements.length; c++) {
                best = agreements[c] > agreements[best] ? c : best;
            }
            List<Trial> trials = new ArrayList<>();
            double n = held.given().size();
            for (int c = 0; c < agreements.length; c++) {
                double behind = agreements[best] - agreements[c];
                double differ = 0;
                for (int i = 0; i < n; i++) {
                    differ += right.get(best)[i] == right.get(c)[i] ? 0 : 1;
                }
                trials.add(new Trial(
                        candidates.get(c),
                        agreements[c],
                        Math.sqrt(agreements[c] * (1 - agreements[c]) / n),
                        behind,
                        Math.sqrt(Math.max(0, differ / n - behind * behind) / n),
                        evaluations.get(c)));
            }
            return Collections.unmodifiableList(trials);
        }
    }
}
