package io.rectify.review;

import io.rectify.audit.AnytimeRate;
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
    private static final int MORE = 60;

    private final AuditedRows rows;
    private final List<ReviewSample.Row> drawn;
    private final Map<Integer, ReviewSample.Row> byRow = new HashMap<>();
    private final int[] strata;
    private final int[] flagged;
    private Map<Integer, ReviewAnswer> estimatedFrom = Map.of();
    private int answered;
    private AnytimeRate anytime;
    private Figures.@Nullable After after;
    private Figures.@Nullable Share rate;
    private Figures.@Nullable Share precision;

    BlindSample(AuditedRows rows, int count, long seed) {
        this.rows = rows;
        this.flagged = rows.flagged();
        this.strata = ReviewSample.strata(rows.ranking());
        this.drawn = ReviewSample.draw(rows.ranking(), count, seed);
        drawn.forEach(row -> byRow.put(row.row(), row));
        this.anytime = AnytimeRate.of(rows.names().size(), drawn, Map.of());
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
        Map<Integer, ReviewAnswer> done = new HashMap<>();
        for (ReviewSample.Row row : drawn) {
            ReviewAnswer answer = answers.apply(row.row());
            if (answer.isDone()) {
                done.put(row.row(), answer);
            }
        }
        if (!done.equals(estimatedFrom)) {
            estimatedFrom = done;
            estimate();
        }
    }

    private void estimate() {
        Map<Integer, Integer> right = new HashMap<>();
        Map<Integer, AnytimeRate.Answer> asked = new HashMap<>();
        estimatedFrom.forEach((row, answer) -> {
            if (answer.isLabelled()) {
                int label = rows.given().names().indexOf(answer.label());
                right.put(row, label);
                asked.put(row, label == rows.given().get(row) ? AnytimeRate.Answer.RIGHT : AnytimeRate.Answer.WRONG);
            } else {
                asked.put(row, AnytimeRate.Answer.UNKNOWN);
            }
        });
        answered = right.size();
        anytime = AnytimeRate.of(rows.names().size(), drawn, asked);
        rate = null;
        precision = null;
        after = null;
        if (!right.isEmpty()) {
            Reviewed reviewed = Reviewed.ofSample(rows.names().size(), drawn, right);
            ReviewedEstimates estimates = ReviewedEstimates.of(reviewed, rows.given(), rows.wrong(), strata);
            rate = Figures.Share.of(estimates.noiseRate());
            precision = flagged.length == 0 ? null : Figures.Share.of(estimates.precision(flagged));
            int more = Math.min(MORE, drawn.size() - estimatedFrom.size());
            after = more == 0 ? null : new Figures.After(more, estimates.halfWidthAfter(more));
        }
    }

    /** Limits of the rate that hold whenever one looks. */
    AnytimeRate anytime() {
        return anytime;
    }

    /** What more answers would do; null where there is nothing to tell. */
    Figures.@Nullable After after() {
        return after;
    }

    /** How many rows of it have a right label. */
    int answered() {
        return answered;
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
