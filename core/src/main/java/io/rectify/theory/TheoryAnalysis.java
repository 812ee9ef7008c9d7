package io.rectify.theory;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LabelAveraging;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The theory applied to a data set: how correlated its classes are, what that makes of the spectrum of its Gram matrix, what
 * each step of self-distillation should then do to its labels, and what the linear model and the softmax really do.
 *
 * @param features number of features, D
 * @param classLabels the classes that correlations and accuracies refer to: true labels or the best estimate of them
 * @param given the labels that are distilled
 * @param corruption C, K×K: how class labels became given labels
 * @param superclasses index of the superclass of each class
 * @param model c, d, e of the data as a three-level model; none where classes are not told apart by correlation
 * @param groups the eigenvalues by group, largest predicted value first
 * @param steps t = 1 … rounds + 1
 * @param minimalStep t_min by the formula for noise that is symmetric inside superclasses
 * @param firstPerfectStep the first step that classifies every row right in the block model, up to {@link #stepLimit}
 */
public record TheoryAnalysis(
        int features,
        Labels classLabels,
        Labels given,
        double[][] corruption,
        CorruptionMargins margins,
        int[] superclasses,
        ClassCorrelation correlation,
        ClassCorrelation.Levels levels,
        Optional<ThreeLevelModel> model,
        double kappa,
        List<Group> groups,
        List<Step> steps,
        OptionalInt minimalStep,
        OptionalInt firstPerfectStep,
        TopTwo topTwo) {
    /** Steps after which a model that is not perfect yet is said never to be. */
    public static int stepLimit(int classes) {
        return classes <= 300 ? 200 : 20;
    }

    /** More rounds than anybody would run. */
    private static final int MAX_ROUNDS = 1000;

    /**
     * How to analyse.
     *
     * @param kappa κ = K·N·λ = μ
     * @param rounds students after the teacher
     * @param softmax whether to fit the softmax probe of every step too, which takes most of the time
     */
    public record Options(double kappa, int rounds, boolean softmax, int threads) {
        /** @throws IllegalArgumentException if a value is out of range */
        public Options {
            if (!(kappa > 0) || Double.isInfinite(kappa)) {
                throw new IllegalArgumentException("kappa must be a positive number but is " + kappa);
            }
            if (rounds < 0 || rounds > MAX_ROUNDS || threads < 1) {
                throw new IllegalArgumentException("rounds must lie between 0 and " + MAX_ROUNDS
                        + " and threads must be at least 1 but are " + rounds + " and " + threads);
            }
        }
    }

    /** What an eigenvector of the Gram matrix tells apart. */
    public enum Kind {
        WITHIN_CLASSES("rows of a class"),
        BETWEEN_CLASSES("classes of a superclass"),
        BETWEEN_SUPERCLASSES("superclasses"),
        ALL("nothing: all rows together");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * A group of eigenvalues. The measured ones are those of the same rank: the largest belong to the group of the largest
     * predicted value, and so on.
     *
     * @param predicted by the three-level model
     * @param kept measured share of the group that is left after each step: mean of (s/(s+μ))ᵗ
     * @param predictedKept the same for the predicted value
     */
    public record Group(
            Kind kind,
            int size,
            double predicted,
            double mean,
            double least,
            double largest,
            double[] predictedKept,
            double[] kept) {}

    /**
     * One step. Accuracies are shares of rows whose largest output is their class label.
     *
     * @param promised share of classes that satisfy the multi-round condition at this step; none without a model
     * @param predicted accuracy in the block model
     * @param linear accuracy of the linear model on the data
     * @param leftOut the same with each row's own label left out
     * @param softmax accuracy of the softmax probe
     * @param sameClass share of rows to which linear model and softmax give the same class
     * @param difference mean absolute difference between outputs of the softmax and of the linear model, summed over classes
     */
    public record Step(
            int number,
            OptionalDouble promised,
            double predicted,
            double linear,
            double leftOut,
            OptionalDouble softmax,
            OptionalDouble sameClass,
            OptionalDouble difference) {}

    /**
     * The student of the teacher's two largest outputs.
     *
     * @param condition whether C_kk &gt; C_kj for all j ≠ k, in every class
     * @param predicted accuracy in the block model
     * @param coverage share of rows whose class label is among the two largest outputs of the linear teacher
     * @param linear accuracy of the linear student
     * @param softmax accuracy of the softmax student
     */
    public record TopTwo(boolean condition, double predicted, double coverage, double linear, OptionalDouble softmax) {}

    /** Told what is being computed, for those who wait. */
    @FunctionalInterface
    public interface Monitor {
        Monitor SILENT = what -> {};

        void begins(String what);
    }

    /**
     * Analyses a data set.
     *
     * @param features N×D, centred and normalised
     * @param classLabels true labels; estimated as {@link ConfidentLabels} if none are given
     * @param given the labels to distil
     * @param superclasses index of the superclass of each class; discovered if none are given
     * @throws IllegalArgumentException if shapes do not fit, every feature is 0, or no class has two rows
     */
    public static TheoryAnalysis of(
            Matrix features,
            Optional<Labels> classLabels,
            Labels given,
            Optional<int[]> superclasses,
            Options options,
            Monitor monitor) {
        return new Analysis(features, classLabels, given, options, monitor).run(superclasses);
    }

    private static final class Analysis {
        private final Matrix features;
        private final Labels classLabels;
        private final Labels given;
        private final Options options;
        private final Monitor monitor;
        private final int threads;
        private final GramSpectrum spectrum;
        private final SpectralProbe probe;

        Analysis(Matrix features, Optional<Labels> trueLabels, Labels given, Options options, Monitor monitor) {
            this.features = features;
            this.given = given;
            this.options = options;
            this.monitor = monitor;
            this.threads = options.threads();
            monitor.begins("spectrum");
            spectrum = GramSpectrum.of(features, threads);
            if (spectrum.rank() == 0) {
                throw new IllegalArgumentException(
                        "all features are 0 after preprocessing: the rows are equal, and nothing can be said of their classes");
            }
            probe = SpectralProbe.fit(spectrum, features, new Targets.OneHot(given), threads);
            classLabels = trueLabels.orElseGet(() -> {
                monitor.begins("estimating true labels");
                return ConfidentLabels.estimate(probe, features, given, threads);
            });
        }

        TheoryAnalysis run(Optional<int[]> givenSuperclasses) {
            monitor.begins("correlations");
            ClassCorrelation correlation = ClassCorrelation.of(features, classLabels, threads);
            if (Arrays.stream(correlation.counts()).allMatch(count -> count < 2)) {
                throw new IllegalArgumentException("no class has two rows: there is no correlation within classes");
            }
            int[] superclasses = givenSuperclasses.orElseGet(
                    () -> SuperclassDiscovery.discover(correlation, SuperclassDiscovery.CUT));
            ClassCorrelation.Levels levels = correlation.levels(features, classLabels, superclasses, threads);
            double[][] corruption = Corruption.between(classLabels, given).matrix();
            CorruptionMargins margins = CorruptionMargins.of(corruption);
            Optional<ThreeLevelModel> model = model(correlation, levels, superclasses);
            BlockModel block = BlockModel.of(correlation);
            List<Step> steps = new ArrayList<>();
            for (int t = 1; t <= options.rounds() + 1; t++) {
                steps.add(step(t, model, margins, block.accuracy(corruption, new SpectralFilter(options.kappa(), t))));
            }
            TopTwo topTwo = topTwo(margins.topTwo(), block.topTwoAccuracy(corruption, options.kappa()));
            if (options.softmax()) {
                topTwo = softmax(steps, topTwo);
            }
            return new TheoryAnalysis(
                    features.columns(),
                    classLabels,
                    given,
                    corruption,
                    margins,
                    superclasses,
                    correlation,
                    levels,
                    model,
                    options.kappa(),
                    model.map(this::groups).orElse(List.of()),
                    List.copyOf(steps),
                    model.map(m -> m.minimalStep(margins.delta(), options.kappa()))
                            .orElse(OptionalInt.empty()),
                    block.firstPerfectStep(corruption, options.kappa(), stepLimit(given.classCount())),
                    topTwo);
        }

        /**
         * Superclasses that are not between class and rest in correlation are left out of the model; none where classes are
         * no more correlated than different classes are.
         */
        private static Optional<ThreeLevelModel> model(
                ClassCorrelation correlation, ClassCorrelation.Levels levels, int[] superclasses) {
            int rows = Arrays.stream(correlation.counts()).sum();
            int[] present = IntStream.range(0, superclasses.length)
                    .filter(k -> correlation.counts()[k] > 0)
                    .toArray();
            int groups = (int)
                    Arrays.stream(present).map(k -> superclasses[k]).distinct().count();
            double c = levels.sameClass().mean();
            double d = levels.sameSuperclass().mean();
            double e = levels.other().mean();
            double between = levels.betweenClasses();
            if (present.length < 2) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        c >= d && d >= e // false where a level has no pairs
                                ? new ThreeLevelModel(rows, present.length, groups, c, d, e)
                                : new ThreeLevelModel(rows, present.length, 1, c, between, between));
            } catch (IllegalArgumentException impossible) {
                return Optional.empty();
            }
        }

        private List<Group> groups(ThreeLevelModel model) {
            List<ThreeLevelModel.Group> predicted = model.groups();
            List<Integer> order = IntStream.range(0, predicted.size())
                    .filter(g -> predicted.get(g).multiplicity() > 0)
                    .boxed()
                    .sorted(Comparator.comparingDouble(g -> -predicted.get(g).value()))
                    .toList();
            double[] values = Arrays.copyOf(spectrum.values(), spectrum.rows());
            List<Group> groups = new ArrayList<>();
            int from = 0;
            for (int g : order) {
                ThreeLevelModel.Group group = predicted.get(g);
                double[] measured = Arrays.copyOfRange(values, from, from + group.multiplicity());
                from += measured.length;
                groups.add(new Group(
                        Kind.values()[g],
                        measured.length,
                        group.value(),
                        Arrays.stream(measured).average().orElse(0),
                        measured[measured.length - 1],
                        measured[0],
                        kept(new double[] {group.value()}),
                        kept(measured)));
            }
            return List.copyOf(groups);
        }

        private double[] kept(double[] values) {
            return IntStream.rangeClosed(1, options.rounds() + 1)
                    .mapToDouble(t -> DoubleStream.of(values)
                            .map(new SpectralFilter(options.kappa(), t)::keep)
                            .average()
                            .orElse(0))
                    .toArray();
        }

        private Step step(int t, Optional<ThreeLevelModel> model, CorruptionMargins margins, double predicted) {
            monitor.begins("linear model, step " + t);
            SpectralFilter filter = new SpectralFilter(options.kappa(), t);
            OptionalDouble promised = OptionalDouble.empty();
            if (model.isPresent()) {
                boolean[] right = margins.multiRound(model.get().ratio(options.kappa()), t);
                int[] rows = classLabels.counts();
                promised = IntStream.range(0, right.length)
                        .filter(k -> rows[k] > 0)
                        .mapToDouble(k -> right[k] ? 1 : 0)
                        .average();
            }
            double linear;
            try (Matrix scores = probe.scores(features, filter, threads)) {
                linear = accuracy(Probabilities.argmax(scores));
            }
            try (Matrix scores =
                    new LabelAveraging(spectrum, features, filter, threads).scoresWithoutOwnLabel(probe, given)) {
                return new Step(
                        t,
                        promised,
                        predicted,
                        linear,
                        accuracy(Probabilities.argmax(scores)),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty());
            }
        }

        private double accuracy(int[] predicted) {
            return (double) classLabels.agreements(Labels.of(predicted, classLabels.names())) / predicted.length;
        }

        /** The student of the linear teacher's two largest scores. */
        private TopTwo topTwo(boolean condition, double predicted) {
            monitor.begins("linear top-2 student");
            SpectralFilter teacher = new SpectralFilter(options.kappa(), 1);
            int covered = 0;
            try (Matrix scores = probe.scores(features, teacher, threads)) {
                float[] row = new float[scores.columns()];
                for (int i = 0; i < scores.rows(); i++) {
                    scores.getRows(i, 1, row);
                    int[] top = Probabilities.largest(row, 2);
                    covered += top[0] == classLabels.get(i) || top[1] == classLabels.get(i) ? 1 : 0;
                    Arrays.fill(row, 0);
                    row[top[0]] = 0.5f;
                    row[top[1]] = 0.5f;
                    scores.setRows(i, 1, row);
                }
                SpectralProbe student = SpectralProbe.fit(spectrum, features, new Targets.Soft(scores), threads);
                try (Matrix outputs = student.scores(features, teacher, threads)) {
                    return new TopTwo(
                            condition,
                            predicted,
                            (double) covered / features.rows(),
                            accuracy(Probabilities.argmax(outputs)),
                            OptionalDouble.empty());
                }
            }
        }

        /** Fits the softmax probe of every step, and its top-2 student, and compares. */
        private TopTwo softmax(List<Step> steps, TopTwo topTwo) {
            SoftmaxProbe.Options fit =
                    SoftmaxProbe.Options.DEFAULTS.withKappa(options.kappa()).withThreads(threads);
            Targets targets = new Targets.OneHot(given);
            Optional<SoftmaxProbe> before = Optional.empty();
            TopTwo result = topTwo;
            for (int t = 1; t <= steps.size(); t++) {
                monitor.begins("softmax, step " + t);
                SoftmaxProbe fitted = SoftmaxProbe.fit(
                                new SoftmaxProbe.Problem(features, new CrossEntropy(targets), Optional.empty(), before),
                                fit,
                                Lbfgs.Monitor.SILENT)
                        .probe();
                before = Optional.of(fitted);
                Probabilities outputs = fitted.predict(features, threads);
                steps.set(t - 1, compared(steps.get(t - 1), outputs));
                if (t == 1) {
                    monitor.begins("softmax top-2 student");
                    result = withSoftmax(topTwo, fitted, outputs, fit);
                }
                if (targets instanceof Targets.Soft soft) {
                    soft.close();
                }
                targets = new Targets.Soft(outputs.matrix());
            }
            return result;
        }

        private Step compared(Step step, Probabilities softmax) {
            int[] predicted = softmax.argmax();
            int same = 0;
            double difference = 0;
            try (Matrix linear = probe.outputs(features, new SpectralFilter(options.kappa(), step.number()), threads)) {
                float[] p = new float[linear.columns()];
                float[] q = new float[linear.columns()];
                for (int i = 0; i < predicted.length; i++) {
                    linear.getRows(i, 1, p);
                    softmax.matrix().getRows(i, 1, q);
                    same += Probabilities.argmax(p) == predicted[i] ? 1 : 0;
                    for (int j = 0; j < p.length; j++) {
                        difference += Math.abs(p[j] - q[j]);
                    }
                }
            }
            return new Step(
                    step.number(),
                    step.promised(),
                    step.predicted(),
                    step.linear(),
                    step.leftOut(),
                    OptionalDouble.of(accuracy(predicted)),
                    OptionalDouble.of((double) same / predicted.length),
                    OptionalDouble.of(difference / predicted.length));
        }

        private TopTwo withSoftmax(
                TopTwo topTwo, SoftmaxProbe teacher, Probabilities outputs, SoftmaxProbe.Options fit) {
            Refinement.Student student = new Refinement.TopK(2).refine(outputs, given);
            SoftmaxProbe probeOfStudent = SoftmaxProbe.fit(
                            new SoftmaxProbe.Problem(
                                    features, student.loss(), student.rowWeights(), Optional.of(teacher)),
                            fit,
                            Lbfgs.Monitor.SILENT)
                    .probe();
            try (Probabilities predicted = probeOfStudent.predict(features, threads)) {
                return new TopTwo(
                        topTwo.condition(),
                        topTwo.predicted(),
                        topTwo.coverage(),
                        topTwo.linear(),
                        OptionalDouble.of(accuracy(predicted.argmax())));
            }
        }
    }
}
