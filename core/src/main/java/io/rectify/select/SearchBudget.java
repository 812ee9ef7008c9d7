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
    /** @throws IllegalArgumentException if a limit is negative */
    public SearchBudget {
        if (time.map(Duration::isNegative).orElse(false)) {
            throw new IllegalArgumentException("a budget of time must be at least 0 but is " + time.get());
        }
        if (evaluations.orElse(0) < 0) {
            throw new IllegalArgumentException("evaluations must be at least 0 but are " + evaluations.getAsLong());
        }
    }

    /** Everything is tried. */
    public static final SearchBudget UNLIMITED = new SearchBudget(Optional.empty(), OptionalLong.empty());

    public static SearchBudget ofTime(Duration time) {
        return new SearchBudget(Optional.of(time), OptionalLong.empty());
    }

    public static SearchBudget ofEvaluations(long evaluations) {
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
        boolean inTime = time.isEmpty() || Duration.ofNanos(nanosecondsSpent).compareTo(time.get()) < 0;
        return inTime && (evaluations.isEmpty() || evaluationsSpent < evaluations.getAsLong());
    }
}
