package io.rectify;

import io.rectify.audit.Reviewed;
import io.rectify.audit.StatedAccuracy;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.metrics.Evaluation;
import io.rectify.metrics.Temperature;
import io.rectify.probe.Model;
import io.rectify.select.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A fitted classifier and what it says of the labels it was fitted to. {@link #close} frees the soft labels; model and labels stay
 * usable.
 */
public final class Fitted implements AutoCloseable {
    /** Smaller outputs are taken as this. */
    private static final float LEAST_LOG = -87;

    private final Labels given;
    private final Labels suggested;
    private final Set<Integer> reviewed;
    private final Recipe recipe;
    private final Optional<Choice> choice;
    private final Recipe.Training training;
    private final Optional<Judged> judged;
    private final Probabilities softLabels;
    private final Model model;
    private final double searchSeconds;

    Fitted(
            Dataset rows,
            Optional<Reviewed> reviewed,
            Recipe recipe,
            Optional<Choice> choice,
            Recipe.Training training,
            Optional<Judged> judged,
            double searchSeconds,
            int threads) {
        this.given = rows.given();
        this.recipe = recipe;
        this.choice = choice;
        this.training = training;
        this.judged = judged;
        double beta = judged.map(found -> found.accuracy().inverseTemperature()).orElse(1.0);
        Labels best = Labels.of(training.outputs().argmax(), given.names());
        this.suggested = reviewed.map(answers -> answers.corrected(best)).orElse(best);
        this.reviewed = reviewed.map(answers -> answers.right().keySet()).orElse(Set.of());
        this.model = beta == 1
                ? training.model(given.names())
                : training.model(given.names()).scaled(beta);
        this.softLabels = beta == 1 ? training.outputs() : softLabels(rows, beta, threads);
        this.searchSeconds = searchSeconds;
    }

    /** What held-out rows say of the classifier and of the labels. */
    record Judged(StatedAccuracy accuracy, Optional<LabelAudit> audit) {}

    /** What the model predicts of the training rows; in closed form the row's own label is left out. */
    private Probabilities softLabels(Dataset rows, double beta, int threads) {
        if (!recipe.method().closedForm()) {
            return model.predict(rows.features(), threads);
        }
        try (Matrix logs = training.outputs().logarithms(LEAST_LOG, threads)) {
            return new Temperature(beta).apply(logs, threads);
        }
    }

    /**
     * Classifies rows as they come. Where the way of training was chosen by search, its probabilities are at the temperature that {@link #accuracy}
     * found, so that they say how often it is right.
     */
    public Model model() {
        return model;
    }

    /** The label that the classifier suggests for each training row, in their order; for reviewed rows the right one. */
    public Labels labels() {
        return suggested;
    }

    /** Probability of each class for each training row, N×K, in the order of {@code model().classNames()}. */
    public Probabilities softLabels() {
        return softLabels;
    }

    /** Training rows whose suggested label is not the given one, ascending, without those that were reviewed. */
    public List<Integer> changed() {
        return java.util.stream.IntStream.range(0, given.size())
                .filter(i -> given.get(i) != suggested.get(i) && !reviewed.contains(i))
                .boxed()
                .toList();
    }

    /** How many training rows a person has checked. */
    public int reviewed() {
        return reviewed.size();
    }

    /** The way it was trained. */
    public Recipe recipe() {
        return recipe;
    }

    /** How the search came to the recipe; none where it was named. */
    public Optional<Choice> choice() {
        return choice;
    }

    /** Every step of the training. */
    public Recipe.Training training() {
        return training;
    }

    /** How often the classifier is right about rows it has not seen, as far as it can be told; none where the recipe was named. */
    public Optional<StatedAccuracy> accuracy() {
        return judged.map(Judged::accuracy);
    }

    /**
     * The labels as the classifier judges them, by outputs that had not seen them; none where the recipe was named or rows are more than the
     * search takes.
     */
    public Optional<LabelAudit> audit() {
        return judged.flatMap(Judged::audit);
    }

    /**
     * Every step of the training measured on other rows; the last as {@link #model} predicts, the others as they were fitted.
     *
     * @param features as they come
     */
    public List<Evaluation> evaluations(RowBlocks features, Labels truth, int threads) {
        List<Evaluation> steps = new ArrayList<>(training.evaluations(features, truth, threads));
        try (Probabilities outputs = model.predict(features, threads)) {
            steps.set(steps.size() - 1, Evaluation.of(outputs, truth));
        }
        return List.copyOf(steps);
    }

    /** Wall time of the search; 0 where the recipe was named. */
    public double searchSeconds() {
        return searchSeconds;
    }

    /** Frees the soft labels and what judged the given ones. */
    @Override
    public void close() {
        training.close();
        softLabels.close();
        audit().ifPresent(LabelAudit::close);
    }

    /** Such as "sd of 2 rounds, kappa 15: 41 of 900 labels differ from what it suggests; right for about 95.2 % (93.0 to 97.4), if …". */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %d of %d labels differ from what it suggests%s",
                recipe,
                given.size() - given.agreements(suggested),
                given.size(),
                accuracy().map(found -> "; " + found).orElse(""));
    }
}
