package io.rectify.cli;

import io.rectify.data.Labels;
import java.nio.file.Path;
import java.util.Map;

/** What a training run found, for people and for machines. */
interface TrainingReport {
    /** The labels that were given for the training rows. */
    Labels given();

    /** One line of JSON. */
    String json();

    /** The same values with the figures of every step. */
    Map<String, Object> metrics();

    /** For people; out is the run directory. */
    String text(Path out);
}
