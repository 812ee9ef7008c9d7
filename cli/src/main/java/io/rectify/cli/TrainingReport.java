package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.metrics.Evaluation;
import io.rectify.report.Round;
import io.rectify.select.Choice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a training run found, for people and for machines. */
interface TrainingReport {
    /** What was trained on. */
    Dataset data();

    /** The figures of the run, and of every step if wanted. */
    Map<String, Object> values(boolean withSteps);

    /** What each step of the training came to. */
    List<Round> rounds();

    /** An evaluation of each step on the test rows; empty without test rows. */
    List<Evaluation> tests();

    /** The way of training in a few words. */
    String way();

    /** How auto came to it; none where a method was named. */
    default Optional<Choice> search() {
        return Optional.empty();
    }

    /** For people; out is the run directory. */
    String text(Path out);
}
