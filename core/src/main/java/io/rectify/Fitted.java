package io.rectify;

import io.rectify.audit.Reviewed;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.distill.Recipe;
import io.rectify.probe.Model;
import io.rectify.select.Choice;
import io.rectify.select.CleanAccuracy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A fitted classifier and what it says of the labels it was fitted to. {@link #close} frees the soft labels; model and labels stay
 * usable.
 */
public final class Fitted implements AutoCloseable {
    private final Labels given;
    private final Labels suggested;
    private final Set<Integer> reviewed;
    private final Recipe recipe;
    private final Optional<Choice> choice;
    private final Recipe.Training training;
    private final Model model;
    private final double searchSeconds;

    Fitted(
            Labels given,
            Optional<Reviewed> reviewed,
            Recipe recipe,
            Optional<Choice> choice,
            Recipe.Training training,
            double searchSeconds) {
        this.given = given;
        this.recipe = recipe;
        this.choice = choice;
        this.training = training;
        Labels best = Labels.of(training.outputs().argmax(), given.names());
        this.suggested = reviewed.map(answers -> answers.corrected(best)).orElse(best);
        this.reviewed = reviewed.map(answers -> answers.right().keySet()).orElse(Set.of());
        this.model = training.model(given.names());
        this.searchSeconds = searchSeconds;
    }

    /** Classifies rows as they come. */
    public Model model() {
        return model;
    }

    /** The label that the classifier suggests for each training row, in their order; for reviewed rows the right one. */
    public Labels labels() {
        return suggested;
    }

    /** Probability of each class for each training row, N×K, in the order of {@code model().classNames()}. */
    public Probabilities softLabels() {
        return training.outputs();
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

    /** How the search came to the recipe, and how often the classifier is right by estimate; none where it was named. */
    public Optional<Choice> choice() {
        return choice;
    }

    /** Every step of the training. */
    public Recipe.Training training() {
        return training;
    }

    /** Wall time of the search; 0 where the recipe was named. */
    public double searchSeconds() {
        return searchSeconds;
    }

    /** Frees the soft labels. */
    @Override
    public void close() {
        training.close();
    }

    /** Such as "sd of 2 rounds, kappa 15: 41 of 900 labels differ from what it suggests; right for about 95 % (94 to 96)". */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %d of %d labels differ from what it suggests%s",
                recipe,
                changed().size(),
                given.size(),
                choice.map(Choice::clean).map(Fitted::words).orElse(""));
    }

    private static String words(CleanAccuracy clean) {
        return Double.isNaN(clean.estimate())
                ? "; how often it is right cannot be told"
                : String.format(
                        Locale.ROOT,
                        "; right for about %.0f %% (%.0f to %.0f) if wrong labels depend on the class alone",
                        100 * clean.estimate(),
                        100 * clean.low(),
                        100 * clean.high());
    }
}
