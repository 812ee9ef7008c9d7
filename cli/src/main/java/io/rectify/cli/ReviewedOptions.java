package io.rectify.cli;

import io.rectify.audit.Reviewed;
import io.rectify.data.Labels;
import io.rectify.run.ReviewCsv;
import io.rectify.run.RowNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Labels that a person has checked. */
final class ReviewedOptions {
    @Option(
            names = "--reviewed",
            paramLabel = "FILE",
            description =
                    "Rows that a person has checked: to_review.csv or review.csv of an audit filled in, or a journal of JSON Lines such as review.jsonl, or any "
                            + "list of row or id and right_label (empty or unsure: not answered) or decision (keep, take what is suggested, or a class; "
                            + "drop or empty: not answered). They count as right: train fits to their "
                            + "right labels; audit never flags what they call right, corrects what they call wrong, says by them how "
                            + "many labels are wrong for certain, and learns from them which others are.")
    @Nullable
    Path file;

    /** Refuses a file that says nothing of these rows, or nothing that holds. */
    void check(Labels given, RowNames rows) throws IOException {
        if (file != null) {
            ReviewCsv.read(file, given, rows);
        }
    }

    /**
     * What the file says of these rows; none if there is none.
     *
     * @param rows that are judged or fitted to
     */
    Optional<Reviewed> read(Labels given, RowNames rows) throws IOException {
        return file == null ? Optional.empty() : Optional.of(ReviewCsv.read(file, given, rows));
    }
}
