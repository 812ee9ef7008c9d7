package io.rectify.cli;

import io.rectify.data.Dataset;
import java.nio.file.Path;
import java.util.Map;

/** What a training run found, for people and for machines. */
interface TrainingReport {
    /** What was trained on. */
    Dataset data();

    /** The figures of the run, and of every step if wanted. */
    Map<String, Object> values(boolean withSteps);

    /** For people; out is the run directory. */
    String text(Path out);
}
