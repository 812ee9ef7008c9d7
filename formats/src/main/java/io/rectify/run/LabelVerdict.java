package io.rectify.run;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is said of the label of one row, in the words that all tables and pages share.
 *
 * @param given the label it has, if any
 * @param suggested the class it should have: the most probable one; of a label that is flagged or listed for a decision, the most probable one
 *     other than {@code given}; of a reviewed row, the reviewer's
 * @param wrong probability that {@code given} is wrong, if labels were judged
 * @param confidence probability of {@code suggested}
 * @param rank place in the list to look at, from 1, if labels were judged
 * @param label to train on: {@code suggested} if the given label is flagged as wrong, else {@code given}
 */
public record LabelVerdict(
        Optional<String> given,
        String suggested,
        OptionalDouble wrong,
        double confidence,
        OptionalInt rank,
        Optional<String> label) {

    /** What a model says where labels were not judged: the suggested class and its probability alone. */
    public static LabelVerdict byModel(Labels given, Labels suggested, Probabilities outputs, int row) {
        return new LabelVerdict(
                Optional.of(given.name(row)),
                suggested.name(row),
                OptionalDouble.empty(),
                outputs.get(row, suggested.get(row)),
                OptionalInt.empty(),
                Optional.of(given.name(row)));
    }

    static LabelVerdict ofUnlabelled(String foretold, double confidence) {
        return new LabelVerdict(
                Optional.empty(), foretold, OptionalDouble.empty(), confidence, OptionalInt.empty(), Optional.empty());
    }
}
