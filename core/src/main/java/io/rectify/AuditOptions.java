package io.rectify;

import io.rectify.audit.Audit;
import io.rectify.audit.Duplicates;
import io.rectify.audit.OutOfSample;
import io.rectify.audit.Reviewed;
import io.rectify.data.Dataset;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.select.AutoOptions;
import io.rectify.select.SearchBudget;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How to judge labels.
 *
 * @param thorough whether to search for the best way of training and cross-fit that, instead of a logistic regression at the best of
 *     a few penalties: several times the time for an average precision that is seldom better
 * @param outputs class probabilities of one's own to judge by instead; none to train here
 * @param search how to choose and to fit; its folds are those of the cross-fitting too
 * @param neighbours rows to name for each issue, at least 0
 * @param anomalies whether to look for near-duplicates and outliers as well, which takes longer where rows are many
 * @param flagsAt share of the flags that may be right after all; none flags what {@link Audit.Options} says
 * @param copies cosine from which rows count as copies, which are held out together and reported; above 1 looks for none
 * @param reviewed labels that a person has checked; none where there are none
 * @param texts what the rows say, to be shown beside issues: none or one for each row
 */
public record AuditOptions(
        boolean thorough,
        Optional<OutOfSample> outputs,
        AutoOptions search,
        int neighbours,
        boolean anomalies,
        OptionalDouble flagsAt,
        double copies,
        Optional<Reviewed> reviewed,
        List<String> texts) {
    /** Quickly, five folds, five neighbours, anomalies too, seed 1, all processors. */
    public static final AuditOptions DEFAULTS = new AuditOptions(
            false,
            Optional.empty(),
            AutoOptions.DEFAULTS,
            5,
            true,
            OptionalDouble.empty(),
            Duplicates.COSINE,
            Optional.empty(),
            List.of());

    /** @throws IllegalArgumentException if the number of neighbours is negative, the share of false flags is outside [0, 1), or outputs are given and searched for at once */
    public AuditOptions {
        texts = List.copyOf(texts);
        if (neighbours < 0) {
            throw new IllegalArgumentException("neighbours must be at least 0 but are " + neighbours);
        }
        if (thorough && outputs.isPresent()) {
            throw new IllegalArgumentException("outputs of one's own leave nothing to search for");
        }
        if (!(copies > 0)) {
            throw new IllegalArgumentException("cosine of copies must be positive but is " + copies);
        }
        if (!(flagsAt.orElse(0) >= 0 && flagsAt.orElse(0) < 1)) {
            throw new IllegalArgumentException(
                    "share of false flags must lie in [0, 1) but is " + flagsAt.getAsDouble());
        }
    }

    /** Whether to search for the best way of training, and judge by that. */
    public AuditOptions withThorough(boolean newThorough) {
        return new AuditOptions(newThorough, outputs, search, neighbours, anomalies, flagsAt, copies, reviewed, texts);
    }

    /** Flags the largest set of most suspicious labels of which about this share is right after all. */
    public AuditOptions withFlagsAt(double rate) {
        return new AuditOptions(
                thorough, outputs, search, neighbours, anomalies, OptionalDouble.of(rate), copies, reviewed, texts);
    }

    /** Judges by probabilities of one's own; see {@link OutOfSample#stated}. They are closed with the audit. */
    public AuditOptions withOutputs(OutOfSample newOutputs) {
        return new AuditOptions(
                thorough, Optional.of(newOutputs), search, neighbours, anomalies, flagsAt, copies, reviewed, texts);
    }

    /** How to choose and to fit. */
    public AuditOptions withSearch(AutoOptions newSearch) {
        return new AuditOptions(thorough, outputs, newSearch, neighbours, anomalies, flagsAt, copies, reviewed, texts);
    }

    /** When the search tries nothing more. */
    public AuditOptions withBudget(SearchBudget budget) {
        return withSearch(search.withBudget(budget));
    }

    /** Seed of the folds. */
    public AuditOptions withSeed(long seed) {
        return withSearch(search.withSeed(seed));
    }

    /** Threads to compute with; the result does not depend on it. */
    public AuditOptions withThreads(int threads) {
        return withSearch(search.withThreads(threads));
    }

    /** Rows to name for each issue. */
    public AuditOptions withNeighbours(int newNeighbours) {
        return new AuditOptions(thorough, outputs, search, newNeighbours, anomalies, flagsAt, copies, reviewed, texts);
    }

    /** Whether to look for near-duplicates and outliers as well. */
    public AuditOptions withAnomalies(boolean newAnomalies) {
        return new AuditOptions(thorough, outputs, search, neighbours, newAnomalies, flagsAt, copies, reviewed, texts);
    }

    /** The cosine from which rows count as copies of each other; above 1 looks for none. */
    public AuditOptions withCopies(double cosine) {
        return new AuditOptions(thorough, outputs, search, neighbours, anomalies, flagsAt, cosine, reviewed, texts);
    }

    /** Labels that a person has checked: they tell the share of wrong labels for certain, and teach which others are wrong. */
    public AuditOptions withReviewed(Reviewed answers) {
        return new AuditOptions(
                thorough, outputs, search, neighbours, anomalies, flagsAt, copies, Optional.of(answers), texts);
    }

    /** What the rows say, one text for each, to be shown beside issues. */
    public AuditOptions withTexts(List<String> newTexts) {
        return new AuditOptions(thorough, outputs, search, neighbours, anomalies, flagsAt, copies, reviewed, newTexts);
    }

    int threads() {
        return search.probe().threads();
    }

    Audit.Options details() {
        return new Audit.Options(neighbours, anomalies, flagsAt, reviewed, threads());
    }

    /** Where anomalies are not looked for, rows are read a few times only, and a second copy of them is not worth its memory. */
    Prepared prepare(Dataset rows, Preprocessing.Scheme scheme) {
        return anomalies ? Prepared.of(rows, scheme, threads()) : Prepared.lazily(rows, scheme, threads());
    }
}
