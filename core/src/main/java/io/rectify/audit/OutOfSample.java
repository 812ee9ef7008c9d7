package io.rectify.audit;

import io.rectify.data.Dataset;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.data.Targets;
import io.rectify.distill.Recipe;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.metrics.Temperature;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LabelAveraging;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Class probabilities of N rows, each from a model that has not seen that row's own label. An audit takes nothing else: a model
 * that was fitted to a wrong label tends to repeat it. There are four ways to come by them, and no public constructor.
 */
public final class OutOfSample implements AutoCloseable {
    /** Step and κ whose outputs rank best where each row's own label is left out in closed form: a strong penalty. */
    public static final SpectralFilter CLOSED_FORM = new SpectralFilter(150, 1);

    /** Enough for ranking: a tenth of it moves average precision by .001 and costs half as much again. */
    private static final double LEFT_OUT_TOLERANCE = 0.03;

    private final Probabilities probabilities;
    private final Probabilities asTrained;
    private final String origin;
    private final List<HeldOutStep> steps;
    private final Optional<Recipe> recipe;

    private OutOfSample(Probabilities probabilities, String origin, List<HeldOutStep> steps) {
        this(probabilities, probabilities, origin, steps, Optional.empty());
    }

    OutOfSample(
            Probabilities probabilities,
            Probabilities asTrained,
            String origin,
            List<HeldOutStep> steps,
            Optional<Recipe> recipe) {
        this.probabilities = probabilities;
        this.asTrained = asTrained;
        this.origin = origin;
        this.steps = steps;
        this.recipe = recipe;
    }

    /**
     * A step of training, judged by the rows that were held out.
     *
     * @param number t, from 1
     * @param refinement what made its targets; none for a teacher and for steps in closed form
     * @param agreement share of all rows whose largest output, when they were held out, is the given label
     * @param accuracy share of them for which it is the true label, if those are known
     */
    public record HeldOutStep(int number, Optional<Refinement> refinement, double agreement, OptionalDouble accuracy) {}

    /** Told how far cross-fitting has come. */
    @FunctionalInterface
    public interface Monitor {
        Monitor SILENT = (part, parts) -> {};

        /** Part {@code part} of {@code parts}, counted from 1, has been predicted. */
        void predicted(int part, int parts);
    }

    /**
     * Outputs of one softmax probe, fitted to all rows at Nλ = mean ‖x‖², that is κ = K on normalised rows, with each row left out
     * to first order, as probabilities at the temperature that suits the given labels best. The derivation is with {@link
     * LeaveOneOutSoftmax}.
     *
     * @throws IllegalArgumentException if every feature of every row is 0
     */
    public static OutOfSample leavingOneOut(Prepared data, int threads) {
        return leavingOneOut(data, GramSpectrum.of(data.features(), threads), threads);
    }

    /**
     * The same from a spectrum that is known already.
     *
     * @param spectrum of these features
     * @throws IllegalArgumentException if every feature of every row is 0, or the spectrum is of features of another shape
     */
    public static OutOfSample leavingOneOut(Prepared data, GramSpectrum spectrum, int threads) {
        return leavingOneOut(data, spectrum, Groups.ofSingleRows(data.size()), threads);
    }

    /**
     * The same with all rows of a row's group left out together, at a penalty N/G times as strong where N rows are in G groups: every row m
     * times gives the outputs of every row once. Without groups of several rows the outputs are the same bit for bit.
     *
     * @param spectrum of these features
     * @param groups of these rows, such as copies
     * @throws IllegalArgumentException as above, or if the number of rows differs
     */
    public static OutOfSample leavingOneOut(Prepared data, GramSpectrum spectrum, Groups groups, int threads) {
        check(spectrum, data.features());
        double meanSquaredNorm =
                Arrays.stream(spectrum.values()).sum() / data.given().size();
        double copies = groups.size() / (double) groups.count();
        double kappa = data.given().classCount() * meanSquaredNorm * copies;
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                .withKappa(kappa)
                .withTolerance(LEFT_OUT_TOLERANCE)
                .withThreads(threads);
        try (Matrix logits = LeaveOneOutSoftmax.logits(data, spectrum, groups, options)) {
            return new OutOfSample(
                    Temperature.fit(logits, data.given(), threads).apply(logits, threads),
                    String.format(
                            Locale.ROOT,
                            "one softmax fit with each row%s left out, kappa %.4g",
                            groups.areSingleRows() ? "" : " and its copies",
                            kappa),
                    List.of());
        }
    }

    /**
     * Outputs of the linearised probe with each row's own label left out, in closed form, as probabilities at the temperature
     * that suits the given labels best.
     *
     * @param filter κ and step of self-distillation
     * @throws IllegalArgumentException if every feature of every row is 0
     */
    public static OutOfSample leavingOwnLabelOut(Prepared data, SpectralFilter filter, int threads) {
        GramSpectrum spectrum = GramSpectrum.of(data.features(), threads);
        check(spectrum, data.features());
        SpectralProbe probe = SpectralProbe.fit(spectrum, data.features(), new Targets.OneHot(data.given()), threads);
        try (Matrix scores = new LabelAveraging(spectrum, data.features(), filter, threads)
                .scoresWithoutOwnLabel(probe, data.given())) {
            return new OutOfSample(
                    Temperature.fit(scores, data.given(), threads).apply(scores, threads),
                    "closed form with each row's own label left out, kappa " + filter.mu() + ", step " + filter.step(),
                    List.of());
        }
    }

    private static void check(GramSpectrum spectrum, RowBlocks features) {
        spectrum.checkShape(features);
        if (spectrum.rank() == 0) {
            throw nothingToLearn();
        }
    }

    /**
     * Outputs of a way of training, fitted to all parts of the rows but one and read off on that one, for each part.
     *
     * @param data features as they come, before preprocessing
     * @param probe how to fit; its penalty is not used
     */
    public static OutOfSample crossFitted(
            Dataset data, Recipe recipe, int folds, long seed, SoftmaxProbe.Options probe, Monitor monitor) {
        return crossFitted(data, recipe, folds, seed, probe, FitLog.NONE, monitor);
    }

    /**
     * The same where a log may know some fits already.
     *
     * @param log of a cross-fitting of this data, cut into as many parts with this seed
     */
    public static OutOfSample crossFitted(
            Dataset data,
            Recipe recipe,
            int folds,
            long seed,
            SoftmaxProbe.Options probe,
            FitLog log,
            Monitor monitor) {
        return crossFitted(data, recipe, Groups.ofSingleRows(data.given().size()), folds, seed, probe, log, monitor);
    }

    /**
     * The same with all rows of a group in one part. Without groups of several rows the outputs are the same bit for bit.
     *
     * @param groups of these rows, such as copies
     * @param log of a cross-fitting of this data with these groups, cut into as many parts with this seed
     * @throws IllegalArgumentException if there are fewer groups than folds, or the numbers of rows differ
     */
    public static OutOfSample crossFitted(
            Dataset data,
            Recipe recipe,
            Groups groups,
            int folds,
            long seed,
            SoftmaxProbe.Options probe,
            FitLog log,
            Monitor monitor) {
        List<Split> splits = Split.folds(data.given(), groups, folds, seed);
        try (Prepared prepared = Prepared.of(data, recipe.preprocessing(), probe.threads())) {
            return CrossFitting.of(prepared, data.given(), recipe, groups, splits, probe, log, monitor);
        }
    }

    /**
     * The quick way: a student of its teacher's most probable classes, cross-fitted as {@link #crossFitted}, to a tolerance that is
     * enough for judging, at the largest κ of a few that is hardly behind the best in foretelling the given labels of the first part.
     *
     * @param data features as they come, before preprocessing
     * @param taught labels to fit to; all else, such as parts and penalty, goes by the given ones
     * @param scheme a preprocessing that normalises rows: κ are for those
     * @param groups rows that are held out together
     * @param folds parts at most: fewer where rows times classes are very many
     * @param log of the quick way on this data and these labels, cut into as many parts with this seed
     */
    public static OutOfSample quick(
            Dataset data,
            Labels taught,
            Preprocessing.Scheme scheme,
            Groups groups,
            int folds,
            long seed,
            SoftmaxProbe.Options probe,
            FitLog log,
            Monitor monitor) {
        SoftmaxProbe.Options how = probe.withTolerance(QuickRecipe.TOLERANCE);
        List<Split> splits = Split.folds(data.given(), groups, CrossFitting.parts(data.given(), folds), seed);
        try (Prepared prepared = Prepared.of(data, scheme, how.threads())) {
            Recipe chosen = CrossFitting.quickly(prepared, scheme, groups, splits, seed, how, log);
            return CrossFitting.of(prepared, taught, chosen, groups, splits, how, log, monitor);
        }
    }

    static IllegalArgumentException nothingToLearn() {
        return new IllegalArgumentException(
                "all features are 0 after preprocessing: the rows are equal and nothing can be learned from them");
    }

    /**
     * Probabilities that the caller states to be out of sample; nothing can check that.
     *
     * @param statement where they come from
     */
    public static OutOfSample stated(Probabilities probabilities, String statement) {
        return new OutOfSample(probabilities, statement, List.of());
    }

    /** N×K; where the way of training leaves out how common classes are, with their shares among given labels. */
    public Probabilities probabilities() {
        return probabilities;
    }

    /** N×K, as the classifiers gave them. */
    public Probabilities asTrained() {
        return asTrained;
    }

    /** Where they come from, in words. */
    public String origin() {
        return origin;
    }

    /** The steps of the way of training that was cross-fitted, the last of which gave the outputs; none for other outputs. */
    public List<HeldOutStep> steps() {
        return steps;
    }

    /** The way of training that was cross-fitted; none for other outputs. */
    public Optional<Recipe> recipe() {
        return recipe;
    }

    @Override
    public void close() {
        asTrained.close();
        if (asTrained != probabilities) {
            probabilities.close();
        }
    }
}
