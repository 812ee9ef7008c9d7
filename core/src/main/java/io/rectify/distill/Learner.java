package io.rectify.distill;

import io.rectify.data.Probabilities;
import io.rectify.linalg.RowBlocks;
import java.util.Optional;

/**
 * How teacher and student alike are fitted: by this, distillation is the same {@link Chain} for probes and for networks.
 *
 * @param <F> what a fit gives
 */
public interface Learner<F> {
    /**
     * Fits.
     *
     * @param start whose parameters to start from; none means afresh
     * @throws IllegalArgumentException if the loss or the start does not fit the learner or the features
     */
    F fit(Lesson lesson, Optional<F> start);

    /** Class probabilities of rows like those fitted to. */
    Probabilities predict(F fitted, RowBlocks features);
}
