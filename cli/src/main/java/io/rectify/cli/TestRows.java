package io.rectify.cli;

import io.rectify.Fitted;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.RowBlocks;
import io.rectify.metrics.Evaluation;
import io.rectify.metrics.TemperatureScaling;
import java.util.List;
import java.util.Optional;

/**
 * Rows to evaluate on, and their labels; both or none.
 *
 * @param unlabelled how many more rows the file has, which have no label
 * @param all features of those too
 */
record TestRows(Optional<RowBlocks> features, Optional<Labels> labels, int unlabelled, Optional<RowBlocks> all)
        implements AutoCloseable {
    static final TestRows NONE = new TestRows(Optional.empty(), Optional.empty(), 0, Optional.empty());

    /** Every step of a training measured on them; empty without test rows. */
    List<Evaluation> evaluations(Fitted fitted, int threads) {
        return features.isPresent() && labels.isPresent()
                ? fitted.evaluations(features.get(), labels.get(), threads)
                : List.of();
    }

    /** How far the model's confidence can be believed on them. */
    Optional<TemperatureScaling> scaling(Fitted fitted, int threads) {
        if (features.isEmpty() || labels.isEmpty()) {
            return Optional.empty();
        }
        try (Probabilities outputs = fitted.model().predict(features.get(), threads)) {
            return TemperatureScaling.byHalves(outputs, labels.get(), threads);
        }
    }

    @Override
    public void close() {
        features.ifPresent(RowBlocks::close);
        all.ifPresent(RowBlocks::close);
    }
}
