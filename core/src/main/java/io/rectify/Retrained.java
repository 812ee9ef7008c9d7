package io.rectify;

import io.rectify.audit.AccuracyChange;
import io.rectify.audit.Duplicates;
import io.rectify.audit.OutOfSample;
import io.rectify.audit.Reviewed;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Guard;
import io.rectify.select.AutoOptions;
import java.util.Optional;

/**
 * What training again with people's decisions came to. The quick way of training is cross-fitted twice, in the same parts, at the same
 * penalty, which given labels chose: once to the given labels, once to these with the right labels of reviewed rows in place of theirs. Copies are
 * held out together. So each output is of a model that has seen neither the row, nor a copy of it, nor what was decided about either; how common classes
 * are goes by given labels.
 *
 * <p>Labels are judged anew by the second. Reviewed rows are certain: what people said of them is neither doubted nor suggested otherwise.
 *
 * @param audit of all labels
 * @param change how much oftener the second is right on the random sample that was reviewed; none where rows were not drawn at random
 */
public record Retrained(LabelAudit audit, Optional<AccuracyChange> change) implements AutoCloseable {
    /**
     * @param options with what was reviewed; thorough or outputs of one's own do not matter
     * @throws IllegalArgumentException if nothing was reviewed
     */
    static Retrained of(Dataset rows, AuditOptions options, Monitor monitor) {
        Reviewed reviewed = options.reviewed()
                .filter(answers -> !answers.known().isEmpty())
                .orElseThrow(() -> new IllegalArgumentException(
                        "no label was decided yet, so training again would learn nothing new"));
        Duplicates copies = Rectify.copies(rows, options, monitor);
        OutOfSample after = fitted(rows, reviewed.corrected(rows.given()), copies, options.search(), monitor, "after");
        try (Guard<RuntimeException> guard = Guard.of(after::close);
                OutOfSample before = fitted(rows, rows.given(), copies, options.search(), monitor, "before")) {
            Optional<AccuracyChange> change =
                    reviewed.isSample() && !reviewed.answers().isEmpty()
                            ? Optional.of(AccuracyChange.of(reviewed, before.probabilities(), after.probabilities()))
                            : Optional.empty();
            return guard.release(new Retrained(
                    Rectify.audit(rows, options, monitor, Rectify.DEFAULT_SCHEME, after, copies, Optional.empty()),
                    change));
        }
    }

    private static OutOfSample fitted(
            Dataset rows, Labels taught, Duplicates copies, AutoOptions search, Monitor monitor, String stage) {
        monitor.begins("training " + stage);
        return OutOfSample.quick(
                rows,
                taught,
                Rectify.DEFAULT_SCHEME,
                copies.groups(),
                search.folds(),
                search.seed(),
                search.probe(),
                monitor.fits().within("retraining, " + stage),
                monitor.judging(Recipe.of(Method.HARDEN)));
    }

    /** Frees outputs and soft labels. */
    @Override
    public void close() {
        audit.close();
    }
}
