package io.rectify.distill;

import io.rectify.data.Probabilities;
import io.rectify.linalg.RowBlocks;
import java.util.Optional;

/**
 * How teacher and student alike are fitted: by this, distillation is the same loop for probes and for networks.
 *
 * @param <F> what a fit gives
 */
public interface Learner<F> {
    /**
     * What is to be learnt.
     *
     * @param generation g, from 1, so that a learner that draws random numbers draws others in every generation
     * @param name tells it apart from all others of the same run; equal lessons may have one name
     * @param features N rows
     * @param student loss and weights of the N rows
     */
    record Lesson(int generation, String name, RowBlocks features, Refinement.Student student) {}

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
