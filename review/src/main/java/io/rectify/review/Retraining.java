package io.rectify.review;

import io.rectify.audit.AccuracyChange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Training again with what people decided: how far it is, and what it came to.
 *
 * @param state in one word
 * @param stage what it is at, in words; empty unless it runs
 * @param part how many of the parts have been trained for
 * @param parts of all
 * @param answers rows with a decided label that it learns from
 * @param problem why it failed, in one line; empty if it did not
 * @param queue rows in the order of the latest training, which whoever wants it asks for; empty if there was none
 * @param change how much oftener it is right; null where no row of the random sample was answered, or nothing was trained since the start
 */
public record Retraining(
        State state,
        String stage,
        int part,
        int parts,
        int answers,
        String problem,
        String queue,
        @Nullable Change change) {

    /** Where it is. */
    public enum State {
        IDLE,
        RUNNING,
        DONE,
        FAILED
    }

    /**
     * See {@link AccuracyChange}; of rows that neither model has seen.
     *
     * @param rows of the random sample that were answered
     * @param needed rows below which nothing can be told
     * @param known whether anything can be told
     * @param certain whether it can be told which is better
     */
    public record Change(
            int rows,
            int needed,
            boolean known,
            boolean certain,
            Figures.@Nullable Share before,
            Figures.@Nullable Share after,
            Figures.@Nullable Share difference) {
        static @Nullable Change of(Optional<AccuracyChange> change) {
            return change.map(told -> new Change(
                            told.rows(),
                            AccuracyChange.LEAST,
                            told.isKnown(),
                            told.isCertain(),
                            Figures.Share.of(told.before()),
                            Figures.Share.of(told.after()),
                            Figures.Share.of(told.difference())))
                    .orElse(null);
        }
    }

    static Retraining idle(String queue) {
        return new Retraining(State.IDLE, "", 0, 0, 0, "", queue, null);
    }

    Retraining at(String newStage, int newPart, int newParts) {
        return new Retraining(State.RUNNING, newStage, newPart, newParts, answers, "", queue, change);
    }

    Retraining of(int newAnswers) {
        return new Retraining(State.RUNNING, "reading the features", 0, 0, newAnswers, "", queue, null);
    }

    Retraining done(String newQueue, @Nullable Change newChange) {
        return new Retraining(State.DONE, "", part, parts, answers, "", newQueue, newChange);
    }

    Retraining failed(String why) {
        return new Retraining(State.FAILED, "", 0, 0, answers, why, queue, null);
    }
}
