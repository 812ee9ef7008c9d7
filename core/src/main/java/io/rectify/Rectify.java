package io.rectify;

import io.rectify.audit.Audit;
import io.rectify.audit.Duplicates;
import io.rectify.audit.NoiseEvidence;
import io.rectify.audit.OutOfSample;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.select.Choice;
import io.rectify.select.Taught;
import io.rectify.spectral.GramSpectrum;
import java.util.List;
import java.util.Optional;

/**
 * The front door: features and labels that are partly wrong go in, a classifier with corrected labels ({@link #train}) or the list
 * of labels that are probably wrong ({@link #audit}) comes out.
 *
 * <pre>{@code
 * try (Fitted fitted = Rectify.train(features, labels)) {
 *     System.out.println(fitted.model().predict(newFeatures).labels());
 * }
 * try (LabelAudit audit = Rectify.audit(features, labels)) {
 *     audit.issues().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Features are N rows of D numbers as they come: preprocessing is chosen, fitted and kept here. They are {@code float[][]},
 * a {@link Matrix}, or any {@link RowBlocks}, which need not fit in memory; they are never changed or closed. Labels are N texts or
 * {@link Labels}. Results are the same for any number of threads.
 *
 * <p>Everything throws {@link IllegalArgumentException} where features and labels do not fit each other, and {@link
 * ArithmeticException} where features are so large that sums are not finite.
 */
public final class Rectify {
    static final Preprocessing.Scheme DEFAULT_SCHEME = Preprocessing.Scheme.CENTRE_NORMALISE;

    private Rectify() {}

    /** {@link #train(Dataset, TrainOptions, Monitor)} with the defaults. */
    public static Fitted train(float[][] features, List<String> labels) {
        return train(features, Labels.of(labels));
    }

    /** {@link #train(Dataset, TrainOptions, Monitor)} with the defaults. */
    public static Fitted train(float[][] features, Labels labels) {
        try (Matrix matrix = Matrix.of(features)) {
            return train(matrix, labels);
        }
    }

    /** {@link #train(Dataset, TrainOptions, Monitor)} with the defaults. */
    public static Fitted train(RowBlocks features, List<String> labels) {
        return train(features, Labels.of(labels));
    }

    /** {@link #train(Dataset, TrainOptions, Monitor)} with the defaults. */
    public static Fitted train(RowBlocks features, Labels labels) {
        return train(Dataset.of(features, labels), TrainOptions.DEFAULTS, Monitor.SILENT);
    }

    /**
     * Fits a classifier: by the recipe that the options name, or else by the one that foretells held-out given labels best.
     *
     * <p>Reviewed rows count as right: everything is fitted to their right labels. Recipes are judged by held-out labels as they were given
     * all the same, so that estimates of the accuracy and of the share of wrong labels speak of all of them.
     *
     * @param rows as they come; true labels, if they have any, are only measured with
     * @param monitor told how it goes on; may know some fits already
     */
    public static Fitted train(Dataset rows, TrainOptions options, Monitor monitor) {
        Labels taught = options.reviewed()
                .map(reviewed -> reviewed.corrected(rows.given()))
                .orElse(rows.given());
        MemoryNeed.ofTraining(rows, options.recipe().map(Recipe::method).orElse(Method.TEACHER))
                .check("training", rows);
        Duplicates copies =
                options.recipe().isPresent() ? Duplicates.none(taught.size()) : copies(rows, judging(options), monitor);
        long begin = System.nanoTime();
        Optional<Choice> choice = options.recipe().isPresent()
                ? Optional.empty()
                : Optional.of(AutoDistill.choose(
                        rows,
                        options.reviewed()
                                .map(reviewed -> new Taught(taught, reviewed.standFor()))
                                .orElseGet(() -> Taught.unreviewed(taught)),
                        copies.groups(),
                        options.search(),
                        monitor.fits().within("search"),
                        monitor.search()));
        double searching = (System.nanoTime() - begin) / 1e9;
        Optional<Chosen> chosen = choice.map(found -> judged(rows, taught, copies, found, options, monitor));
        Recipe recipe =
                chosen.map(found -> found.choice().chosen()).or(options::recipe).orElseThrow();
        SoftmaxProbe.Options how = options.search().probe();
        Recipe.Training training = recipe.fit(
                rows.withGiven(taught),
                options.softLabels(),
                how,
                monitor.fits().within("training, " + recipe.preprocessing()),
                monitor.training(recipe));
        return new Fitted(
                rows,
                options.reviewed(),
                recipe,
                chosen.map(Chosen::choice),
                training,
                chosen.flatMap(Chosen::judged),
                searching,
                how.threads());
    }

    /** A choice and what held-out rows say of it; nothing where they say nothing. */
    private record Chosen(Choice choice, Optional<Fitted.Judged> judged) {}

    /**
     * Judges the labels by what the choice says of held-out rows, to learn how often it is right. Where mistakes follow the features a smoother choice is
     * judged instead: what foretells given labels best has learned the mistakes.
     */
    private static Chosen judged(
            Dataset rows, Labels taught, Duplicates copies, Choice choice, TrainOptions options, Monitor monitor) {
        int most = options.search().searchRows();
        if (rows.given().size() > most) {
            int[] drawn = Split.sample(
                    taught, most / (double) taught.size(), options.search().seed());
            try (Matrix features = rows.features().selectRows(drawn)) {
                Dataset few = Dataset.of(features, rows.given().select(drawn));
                TrainOptions unreviewed =
                        new TrainOptions(options.recipe(), options.search(), Optional.empty(), Optional.empty());
                Chosen found = judged(
                        few, taught.select(drawn), copies(few, judging(options), monitor), choice, unreviewed, monitor);
                found.judged().flatMap(Fitted.Judged::audit).ifPresent(LabelAudit::close);
                return new Chosen(
                        found.choice(),
                        found.judged().map(judged -> new Fitted.Judged(judged.accuracy(), Optional.empty())));
            }
        }
        try {
            Fitted.Judged first = judged(rows, taught, copies, choice.chosen(), options, monitor);
            LabelAudit audit = first.audit().orElseThrow();
            boolean follows = audit.noise().verdict() == NoiseEvidence.Verdict.FOLLOWS_FEATURES;
            Choice smoother = follows
                    ? choice.smoother(
                            audit.issues().size() / (double) rows.given().size())
                    : choice;
            if (smoother.equals(choice)) {
                return new Chosen(choice, Optional.of(first));
            }
            audit.close();
            return new Chosen(smoother, Optional.of(judged(rows, taught, copies, smoother.chosen(), options, monitor)));
        } catch (IllegalArgumentException tooFew) {
            return new Chosen(choice, Optional.empty());
        }
    }

    /** How a classifier's held-out outputs judge the labels. */
    private static AuditOptions judging(TrainOptions options) {
        AuditOptions judging =
                AuditOptions.DEFAULTS.withSearch(options.search()).withAnomalies(false);
        return options.reviewed().map(judging::withReviewed).orElse(judging);
    }

    private static Fitted.Judged judged(
            Dataset rows, Labels taught, Duplicates copies, Recipe recipe, TrainOptions options, Monitor monitor) {
        OutOfSample outputs = crossFitted(
                rows.withGiven(taught),
                recipe,
                copies,
                options.search(),
                "judging, " + recipe.preprocessing(),
                monitor);
        LabelAudit audit =
                audit(rows, judging(options), monitor, recipe.preprocessing(), outputs, copies, Optional.empty());
        return new Fitted.Judged(audit.accuracy(options.search().probe().threads()), Optional.of(audit));
    }

    /** @param stage under which the log knows the fits */
    private static OutOfSample crossFitted(
            Dataset rows, Recipe recipe, Duplicates copies, AutoOptions search, String stage, Monitor monitor) {
        return OutOfSample.crossFitted(
                rows,
                recipe,
                copies.groups(),
                search.folds(),
                search.seed(),
                search.probe().withTolerance(search.searchTolerance()),
                monitor.fits().within(stage),
                monitor.judging(recipe));
    }

    /** {@link #audit(Dataset, AuditOptions, Monitor)} with the defaults. */
    public static LabelAudit audit(float[][] features, List<String> labels) {
        return audit(features, Labels.of(labels));
    }

    /** {@link #audit(Dataset, AuditOptions, Monitor)} with the defaults. */
    public static LabelAudit audit(float[][] features, Labels labels) {
        try (Matrix matrix = Matrix.of(features)) {
            return audit(matrix, labels);
        }
    }

    /** {@link #audit(Dataset, AuditOptions, Monitor)} with the defaults. */
    public static LabelAudit audit(RowBlocks features, List<String> labels) {
        return audit(features, Labels.of(labels));
    }

    /** {@link #audit(Dataset, AuditOptions, Monitor)} with the defaults. */
    public static LabelAudit audit(RowBlocks features, Labels labels) {
        return audit(Dataset.of(features, labels), AuditOptions.DEFAULTS, Monitor.SILENT);
    }

    /**
     * Judges every given label by a model that has not seen it.
     *
     * @param rows as they come
     * @param monitor told how it goes on; may know some fits already
     */
    public static LabelAudit audit(Dataset rows, AuditOptions options, Monitor monitor) {
        if (rows.given().size() < 2) {
            throw new IllegalArgumentException(
                    "too few rows to judge: a label is judged by other rows but there are none");
        }
        MemoryNeed.ofAudit(rows).check("an audit", rows);
        Duplicates copies = copies(rows, options, monitor);
        if (options.outputs().isPresent()) {
            return audit(
                    rows, options, monitor, DEFAULT_SCHEME, options.outputs().get(), copies, Optional.empty());
        }
        AutoOptions search = options.search();
        if (!options.thorough()) {
            OutOfSample outputs = OutOfSample.quick(
                    rows,
                    rows.given(),
                    DEFAULT_SCHEME,
                    copies.groups(),
                    search.folds(),
                    search.seed(),
                    search.probe(),
                    monitor.fits().within("quick"),
                    monitor.judging(Recipe.of(Method.HARDEN)));
            return audit(rows, options, monitor, DEFAULT_SCHEME, outputs, copies, Optional.empty());
        }
        Choice choice =
                AutoDistill.choose(rows, copies.groups(), search, monitor.fits().within("search"), monitor.search());
        OutOfSample outputs = crossFitted(rows, choice.chosen(), copies, search, "cross-fitting", monitor);
        return audit(rows, options, monitor, choice.chosen().preprocessing(), outputs, copies, Optional.of(choice));
    }

    /** Trains again with what people decided, and judges by that; see {@link Retrained}. */
    public static Retrained retrain(Dataset rows, AuditOptions options, Monitor monitor) {
        return Retrained.of(rows, options, monitor);
    }

    /**
     * Outputs for rows that have no given label: those of the way of training that judged the others, fitted to all of them.
     *
     * @param rows that were audited
     * @param audit of these rows, by outputs that were cross-fitted
     * @param unlabelled M×D
     * @return M×K, to be closed
     * @throws IllegalArgumentException if the audit judged by outputs that were stated
     */
    public static Probabilities foretell(
            Dataset rows, LabelAudit audit, RowBlocks unlabelled, AuditOptions options, Monitor monitor) {
        Recipe recipe = audit.outputs()
                .recipe()
                .orElseThrow(() -> new IllegalArgumentException("outputs that were stated foretell no other rows"));
        try (Recipe.Training training = recipe.fit(
                rows, options.search().probe(), monitor.fits().within("foretelling"), monitor.training(recipe))) {
            return training.model(rows.given().names()).predict(unlabelled, options.threads());
        }
    }

    /** Rows that are all but equal: a label must not be judged by a copy that bears it too. */
    static Duplicates copies(Dataset rows, AuditOptions options, Monitor monitor) {
        if (options.copies() > 1) {
            return Duplicates.none(rows.given().size());
        }
        monitor.begins("looking for copies");
        try (Prepared prepared = options.prepare(rows, DEFAULT_SCHEME)) {
            return Duplicates.of(prepared, options.copies(), options.threads());
        }
    }

    static LabelAudit audit(
            Dataset rows,
            AuditOptions options,
            Monitor monitor,
            Preprocessing.Scheme scheme,
            OutOfSample outputs,
            Duplicates copies,
            Optional<Choice> choice) {
        monitor.begins("estimating the noise and naming neighbours");
        try (Prepared prepared = options.prepare(rows, scheme)) {
            GramSpectrum spectrum = GramSpectrum.of(prepared.features(), options.threads());
            Audit audit = Audit.of(prepared, spectrum, outputs, copies.groups(), options.details());
            return new LabelAudit(audit, scheme, outputs, copies, choice, options.texts());
        }
    }
}
