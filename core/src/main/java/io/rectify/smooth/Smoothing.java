package io.rectify.smooth;

import io.rectify.data.Labels;
import io.rectify.probe.Loss;

/** What a probe is fitted to in place of its labels, without a teacher. Every smoothing treats all classes alike. */
public sealed interface Smoothing permits LabelSmoothing, HandMadeTeacher, EntropyRegularisation, BetaSmoothing {
    /** The loss of rows with these labels. */
    Loss loss(Labels given);
}
