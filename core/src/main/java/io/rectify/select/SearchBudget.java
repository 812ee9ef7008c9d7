package io.rectify.select;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a search ends: no further candidate is begun after so much time or so many evaluations of objective and gradient.
 * A search that evaluations end is repeated exactly; one that time ends may not be.
 */
public record SearchBudget(Optional<Duration> time, OptionalLong evaluations) {
    /** Everything is tried. */
    public static final SearchBudget UNLIMITED = new SearchBudget(Optional.empty(), OptionalLong.empty());

    public static SearchBudget ofTime(Duration time) {
        return new SearchBudget(Optional.of(time), OptionalLong.empty());
    }

    /** @throws IllegalArgumentException if the number is negative */
    public static SearchBudget ofEvaluations(long evaluations) {
        if (evaluations < 0) {
            throw new IllegalArgumentException("evaluations must be at least 0 but are " + evaluations);
        }
        return new SearchBudget(Optional.empty(), OptionalLong.of(evaluations));
    }

    /** As users write it: a time, a number of evaluations, or none. */
    @Override
    public String toString() {
        if (evaluations.isPresent()) {
            return Long.toString(evaluations.getAsLong());
        }
        return time.map(t -> t.toString().substring(2).toLowerCase(Locale.ROOT)).orElse("none");
    }

    boolean allows(long nanosecondsSpent, long evaluationsSpent) {
        return nanosecondsSpent <= time.map(Duration::toNanos).orElse(Long.MAX_VALUE)
                && evaluationsSpent <= evaluations.orElse(Long.MAX_VALUE);
    }
}
