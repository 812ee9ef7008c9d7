package io.rectify;

import io.rectify.audit.Audit;
import io.rectify.audit.OutOfSample;
import io.rectify.data.Dataset;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.select.AutoOptions;
import io.rectify.select.SearchBudget;
import java.util.List;
import java.util.Optional;

/**
 * How to judge labels.
 *
 * @param instant whether to judge by one fit with each row left out by formula, instead of searching for the best way of training
 *     and cross-fitting it
 * @param outputs class probabilities of one's own to judge by instead; none to train here
 * @param search how to choose and to fit; its folds are those of the cross-fitting too
 * @param neighbours rows to name for each issue, at least 0
 * @param anomalies whether to look for near-duplicates and outliers as well, which takes longer where rows are many
 * @param texts what the rows say, to be shown beside issues: none or one for each row
 */
public record AuditOptions(
        boolean instant,
        Optional<OutOfSample> outputs,
        AutoOptions search,
        int neighbours,
        boolean anomalies,
        List<String> texts) {
    /** By search, five folds, five neighbours, anomalies too, seed 1, all processors. */
    public static final AuditOptions DEFAULTS =
            new AuditOptions(false, Optional.empty(), AutoOptions.DEFAULTS, 5, true, List.of());

    /** @throws IllegalArgumentException if the number of neighbours is negative, or outputs are given and wanted at once */
    public AuditOptions {
        texts = List.copyOf(texts);
        if (neighbours < 0) {
            throw new IllegalArgumentException("neighbours must be at least 0 but are " + neighbours);
        }
        if (instant && outputs.isPresent()) {
            throw new IllegalArgumentException("outputs of one's own and an instant fit exclude each other");
        }
    }

    /** Judges by one fit with each row left out by formula: about a second instead of a search, a little less exact. */
    public AuditOptions withInstant(boolean newInstant) {
        return new AuditOptions(newInstant, outputs, search, neighbours, anomalies, texts);
    }

    /** Judges by probabilities of one's own; see {@link OutOfSample#stated}. They are closed with the audit. */
    public AuditOptions withOutputs(OutOfSample newOutputs) {
        return new AuditOptions(instant, Optional.of(newOutputs), search, neighbours, anomalies, texts);
    }

    /** How to choose and to fit. */
    public AuditOptions withSearch(AutoOptions newSearch) {
        return new AuditOptions(instant, outputs, newSearch, neighbours, anomalies, texts);
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
        return new AuditOptions(instant, outputs, search, newNeighbours, anomalies, texts);
    }

    /** Whether to look for near-duplicates and outliers as well. */
    public AuditOptions withAnomalies(boolean newAnomalies) {
        return new AuditOptions(instant, outputs, search, neighbours, newAnomalies, texts);
    }

    /** What the rows say, one text for each, to be shown beside issues. */
    public AuditOptions withTexts(List<String> newTexts) {
        return new AuditOptions(instant, outputs, search, neighbours, anomalies, newTexts);
    }

    int threads() {
        return search.probe().threads();
    }

    Audit.Options details() {
        return new Audit.Options(neighbours, anomalies, threads());
    }

    /** Where anomalies are not looked for, rows are read a few times only, and a second copy of them is not worth its memory. */
    Prepared prepare(Dataset rows, Preprocessing.Scheme scheme) {
        return anomalies ? Prepared.of(rows, scheme, threads()) : Prepared.lazily(rows, scheme, threads());
    }
}
