package io.rectify.smooth;

import io.rectify.data.Labels;
import io.rectify.probe.Loss;

/** What a probe is fitted to in place of its labels, without a teacher. Every smoothing treats all classes alike. */
public interface Smoothing {
    /** The loss of rows with these labels. */
    Loss loss(Labels given);

    /** What it is, in a few words for tables. */
    String description();

    /** Whether its loss depends on which rows share a mini-batch. */
    default boolean miniBatches() {
        return false;
    }
}
