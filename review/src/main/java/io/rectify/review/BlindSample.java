package io.rectify.review;

import io.rectify.audit.ReviewSample;
import io.rectify.audit.Reviewed;
import io.rectify.audit.ReviewedEstimates;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The rows that were drawn at random, and what answers to them say of all rows. Estimates are made again when answers have changed. */
final class BlindSample {
    private final AuditedRows rows;
    private final List<ReviewSample.Row> drawn;
    private final Map<Integer, ReviewSample.Row> byRow = new HashMap<>();
    private final int[] strata;
    private final int[] flagged;
    private Map<Integer, Integer> estimatedFrom = Map.of();
    private Figures.@Nullable Share rate;
    private Figures.@Nullable Share precision;

    BlindSample(AuditedRows rows, int count, long seed) {
        this.rows = rows;
        this.flagged = rows.flagged();
        this.strata = ReviewSample.strata(rows.ranking());
        this.drawn = ReviewSample.draw(rows.ranking(), count, seed);
        drawn.forEach(row -> byRow.put(row.row(), row));
    }

    /** In the order in which they are asked about. */
    List<ReviewSample.Row> drawn() {
        return drawn;
    }

    /** How a row was drawn, named by its number in the table; none if it was not. */
    Optional<ReviewSample.Row> drawn(int row) {
        return Optional.ofNullable(byRow.get(row))
                .map(of -> new ReviewSample.Row(rows.names().number(row), of.stratum(), of.inclusion()));
    }

    int flagged() {
        return flagged.length;
    }

    /** @param answers what was said blindly of a row */
    void update(IntFunction<ReviewAnswer> answers) {
        Map<Integer, Integer> right = new HashMap<>();
        for (ReviewSample.Row row : drawn) {
            ReviewAnswer answer = answers.apply(row.row());
            if (answer.isLabelled()) {
                right.put(row.row(), rows.given().names().indexOf(answer.label()));
            }
        }
        if (!right.equals(estimatedFrom)) {
            estimate(right);
        }
    }

    private void estimate(Map<Integer, Integer> right) {
        estimatedFrom = right;
        rate = null;
        precision = null;
        if (!right.isEmpty()) {
            Reviewed reviewed = Reviewed.ofSample(rows.names().size(), drawn, right);
            ReviewedEstimates estimates = ReviewedEstimates.of(reviewed, rows.given(), rows.wrong(), strata);
            rate = Figures.Share.of(estimates.noiseRate());
            precision = flagged.length == 0 ? null : Figures.Share.of(estimates.precision(flagged));
        }
    }

    /** How many rows of it have a right label. */
    int answered() {
        return estimatedFrom.size();
    }

    /** Share of wrong labels among all; null before the first answer. */
    Figures.@Nullable Share rate() {
        return rate;
    }

    /** Share of the flags that are right; null before the first answer, or where nothing is flagged. */
    Figures.@Nullable Share precision() {
        return precision;
    }
}
