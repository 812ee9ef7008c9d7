package io.rectify;

import io.rectify.audit.Reviewed;
import io.rectify.data.Probabilities;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.select.AutoOptions;
import io.rectify.select.SearchBudget;
import java.util.Optional;

/**
 * How to train.
 *
 * @param recipe the way of training; none to choose one by held-out given labels
 * @param search how to choose, and, by its probe options, how tightly and with how many threads to fit
 * @param reviewed labels that a person has checked, which are fitted to in place of the given ones; none where there are none
 * @param softLabels N×K that the teacher is fitted to in place of the given labels, such as what several annotators say; none where
 *     it is fitted to those
 */
public record TrainOptions(
        Optional<Recipe> recipe, AutoOptions search, Optional<Reviewed> reviewed, Optional<Probabilities> softLabels) {
    /** Chosen by search, without a budget, seed 1, all processors. */
    public static final TrainOptions DEFAULTS =
            new TrainOptions(Optional.empty(), AutoOptions.DEFAULTS, Optional.empty(), Optional.empty());

    /** @throws IllegalArgumentException if there are soft labels but no recipe, or reviewed ones too */
    public TrainOptions {
        if (softLabels.isPresent() && recipe.isEmpty()) {
            throw new IllegalArgumentException(
                    "soft labels need a method that is named: auto chooses by labels of held-out rows");
        }
        if (softLabels.isPresent() && reviewed.isPresent()) {
            throw new IllegalArgumentException("soft labels and reviewed labels exclude each other");
        }
    }

    /** Trains by this recipe instead of searching. */
    public TrainOptions withRecipe(Recipe newRecipe) {
        return new TrainOptions(Optional.of(newRecipe), search, reviewed, softLabels);
    }

    /** Trains by this method on centred and normalised rows at κ = 15 instead of searching. */
    public TrainOptions withMethod(Method method) {
        return withRecipe(Recipe.of(method));
    }

    /** How to choose and to fit. */
    public TrainOptions withSearch(AutoOptions newSearch) {
        return new TrainOptions(recipe, newSearch, reviewed, softLabels);
    }

    /** When the search tries nothing more. */
    public TrainOptions withBudget(SearchBudget budget) {
        return withSearch(search.withBudget(budget));
    }

    /** Labels that a person has checked: they count as right, whatever was given. */
    public TrainOptions withReviewed(Reviewed answers) {
        return new TrainOptions(recipe, search, Optional.of(answers), softLabels);
    }

    /**
     * What the teacher is fitted to in place of the given labels. Ways of training that have a teacher take them, and agreement is measured
     * with the given labels all the same.
     *
     * @param labels N×K, read only and not closed
     * @throws IllegalArgumentException if no recipe is named, or there are reviewed labels
     */
    public TrainOptions withSoftLabels(Probabilities labels) {
        return new TrainOptions(recipe, search, reviewed, Optional.of(labels));
    }

    /** Seed of the folds that the search judges on. */
    public TrainOptions withSeed(long seed) {
        return withSearch(search.withSeed(seed));
    }

    /** Threads to compute with; the result does not depend on it. */
    public TrainOptions withThreads(int threads) {
        return withSearch(search.withThreads(threads));
    }
}
