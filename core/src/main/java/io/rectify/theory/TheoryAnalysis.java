package io.rectify.theory;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.DeepCopy;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

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
    public TheoryAnalysis {
        corruption = DeepCopy.of(corruption);
        superclasses = superclasses.clone();
        groups = List.copyOf(groups);
        steps = List.copyOf(steps);
    }

    @Override
    public double[][] corruption() {
        return DeepCopy.of(corruption);
    }

    @Override
    public int[] superclasses() {
        return superclasses.clone();
    }

    /** {@link ThreeLevelModel#teacherSuffices} at this κ; 0 without such a model. */
    public double teacherSuffices() {
        return model.map(of -> of.teacherSuffices(kappa)).orElse(0.0);
    }

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
     * @param cut where superclasses that are not given are cut, as a share of the largest merge height; where they explain most if absent
     */
    public record Options(double kappa, int rounds, boolean softmax, OptionalDouble cut, int threads) {
        public Options(double kappa, int rounds, boolean softmax, int threads) {
            this(kappa, rounds, softmax, OptionalDouble.empty(), threads);
        }

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
            double[] kept) {
        public Group {
            predictedKept = predictedKept.clone();
            kept = kept.clone();
        }

        @Override
        public double[] predictedKept() {
            return predictedKept.clone();
        }

        @Override
        public double[] kept() {
            return kept.clone();
        }
    }

    /**
     * One step. Accuracies are shares of rows whose largest output is their class label.
     *
     * @param promised share of classes that satisfy the multi-round condition at this step; none without a model
     * @param predicted accuracy in the block model
     * @param predictedNew accuracy on new rows in the block model
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
            double predictedNew,
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
            int[] superclasses = givenSuperclasses.orElseGet(() -> options.cut().isPresent()
                    ? SuperclassDiscovery.discover(correlation, options.cut().getAsDouble())
                    : SuperclassDiscovery.discover(correlation));
            ClassCorrelation.Levels levels = correlation.levels(features, classLabels, superclasses, threads);
            double[][] corruption = Corruption.between(classLabels, given).matrix();
            CorruptionMargins margins = CorruptionMargins.of(corruption);
            Optional<ThreeLevelModel> model = SpectrumGroups.model(correlation, levels, superclasses);
            BlockModel block = BlockModel.of(correlation);
            LinearSteps linear = new LinearSteps(spectrum, probe, features, classLabels, given, options, monitor);
            List<Step> steps = new ArrayList<>();
            for (int t = 1; t <= options.rounds() + 1; t++) {
                SpectralFilter filter = new SpectralFilter(options.kappa(), t);
                steps.add(linear.step(
                        t,
                        model,
                        margins,
                        block.accuracy(corruption, filter),
                        block.newRowAccuracy(corruption, filter)));
            }
            TopTwo topTwo = linear.topTwo(margins.topTwo(), block.topTwoAccuracy(corruption, options.kappa()));
            if (options.softmax()) {
                topTwo = new SoftmaxSteps(probe, features, classLabels, given, options, monitor).fit(steps, topTwo);
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
                    model.map(m -> SpectrumGroups.of(m, spectrum, options)).orElse(List.of()),
                    steps,
                    model.map(m -> m.minimalStep(margins.delta(), options.kappa()))
                            .orElse(OptionalInt.empty()),
                    block.firstPerfectStep(corruption, options.kappa(), stepLimit(given.classCount())),
                    topTwo);
        }
    }
}
