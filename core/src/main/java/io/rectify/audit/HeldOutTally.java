package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.distill.Recipe;
import io.rectify.distill.Refinement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Rows of all parts whose largest output is the given label, and the true one, by step. */
final class HeldOutTally {
    private final List<Optional<Refinement>> refinements;
    private final int[] asGiven;
    private final int[] asTrue;

    HeldOutTally(List<Optional<Refinement>> refinements) {
        this.refinements = refinements;
        this.asGiven = new int[refinements.size()];
        this.asTrue = new int[refinements.size()];
    }

    /** The last step's outputs on held-out rows; those of all steps are counted. */
    Probabilities predict(Recipe.Training training, Prepared held, int threads) {
        for (Recipe.Step step : training.steps()) {
            Probabilities outputs = step.probe().predictWhenRead(held.features(), threads);
            count(step.number(), outputs.argmax(), held);
            if (step == training.last()) {
                return outputs;
            }
            outputs.close();
        }
        throw new IllegalStateException("a training has a step");
    }

    private void count(int step, int[] predicted, Prepared held) {
        Labels labels = Labels.of(predicted, held.given().names());
        asGiven[step - 1] += labels.agreements(held.given());
        asTrue[step - 1] += held.trueLabels().map(labels::agreements).orElse(0);
    }

    List<OutOfSample.HeldOutStep> steps(Prepared data) {
        double rows = data.size();
        return IntStream.range(0, asGiven.length)
                .mapToObj(i -> new OutOfSample.HeldOutStep(
                        i + 1,
                        refinements.get(i),
                        asGiven[i] / rows,
                        data.trueLabels().isPresent() ? OptionalDouble.of(asTrue[i] / rows) : OptionalDouble.empty()))
                .toList();
    }
}
