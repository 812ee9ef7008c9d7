package io.rectify.review;

import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.run.ReviewAnswer;
import io.rectify.run.ReviewEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the lines of a journal have come to: the state of each row, and what each reviewer can undo and redo. */
final class RowStates {
    private final Map<Integer, Row> rows = new HashMap<>();
    private final Map<Integer, ReviewEntry.Blind> blind = new HashMap<>();
    private final Map<Integer, Map<String, ReviewAnswer>> votes = new HashMap<>();
    private final Map<String, Long> events = new HashMap<>();
    private final Map<String, Deque<Past>> undo = new HashMap<>();
    private final Map<String, Deque<Past>> redo = new HashMap<>();

    /** The state of a row. */
    record Row(ReviewAnswer answer, long version, String reviewer) {
        static final Row UNTOUCHED = new Row(ReviewAnswer.OPEN, 0, "");
    }

    /** What an action did to a row. */
    record Change(
            ReviewEntry entry,
            ReviewAnswer before,
            Optional<ReviewEntry.Blind> blindBefore,
            Optional<ReviewAnswer> voteBefore) {}

    /** An action that can be undone or redone. */
    record Past(List<Change> changes) {}

    /** Takes an action that is in the journal. */
    void apply(List<ReviewEntry> lines, DataLocation place) throws DataFormatException {
        ReviewEntry.Action action = lines.get(0).action();
        Deque<Past> undoable = undo.computeIfAbsent(action.reviewer(), same -> new ArrayDeque<>());
        Deque<Past> redoable = redo.computeIfAbsent(action.reviewer(), same -> new ArrayDeque<>());
        switch (action.kind()) {
            case DECIDE -> {
                undoable.push(new Past(lines.stream().map(this::decide).toList()));
                redoable.clear();
            }
            case UNDO -> redoable.push(move(undoable, lines, place));
            case REDO -> undoable.push(move(redoable, lines, place));
        }
        events.put(action.event(), lines.get(lines.size() - 1).sequence());
    }

    private Change decide(ReviewEntry entry) {
        Change change = new Change(
                entry,
                row(entry.row()).answer(),
                entry.blind()
                        .map(asked ->
                                blind(entry.row()).orElse(new ReviewEntry.Blind(ReviewAnswer.OPEN, asked.drawn()))),
                Optional.ofNullable(votes(entry.row()).get(entry.action().reviewer())));
        set(entry);
        vote(entry, Optional.of(entry.answer()));
        return change;
    }

    private Past move(Deque<Past> from, List<ReviewEntry> lines, DataLocation place) throws DataFormatException {
        Past past = from.poll();
        if (past == null || past.changes().size() != lines.size()) {
            throw new DataFormatException(
                    place.withColumn("kind"), "expected an action before that it undoes or redoes but there is none");
        }
        boolean back = lines.get(0).action().kind() == ReviewEntry.Kind.UNDO;
        for (int i = 0; i < lines.size(); i++) {
            set(lines.get(i));
            Change change = past.changes().get(i);
            vote(
                    lines.get(i),
                    back ? change.voteBefore() : Optional.of(change.entry().answer()));
        }
        return past;
    }

    private void set(ReviewEntry entry) {
        rows.put(
                entry.row(),
                new Row(entry.answer(), entry.sequence(), entry.action().reviewer()));
        entry.blind().ifPresent(asked -> blind.put(entry.row(), asked));
    }

    private void vote(ReviewEntry entry, Optional<ReviewAnswer> answer) {
        Map<String, ReviewAnswer> of = votes.computeIfAbsent(entry.row(), same -> new HashMap<>());
        String reviewer = entry.action().reviewer();
        answer.ifPresentOrElse(given -> of.put(reviewer, given), () -> of.remove(reviewer));
    }

    Row row(int number) {
        return rows.getOrDefault(number, Row.UNTOUCHED);
    }

    /** All rows that anything was said of, by number. */
    Map<Integer, Row> rows() {
        return rows;
    }

    Optional<ReviewEntry.Blind> blind(int number) {
        return Optional.ofNullable(blind.get(number));
    }

    Map<String, ReviewAnswer> votes(int number) {
        return votes.getOrDefault(number, Map.of());
    }

    /** What reviewers who are done with a row say of it, each once. */
    List<ReviewAnswer> opinions(int number) {
        return votes(number).values().stream().filter(ReviewAnswer::isDone).toList();
    }

    /** Rows that at least two reviewers are done with. */
    List<Integer> answeredTwice() {
        List<Integer> numbers = new ArrayList<>();
        votes.forEach((number, of) -> {
            if (opinions(number).size() > 1) {
                numbers.add(number);
            }
        });
        return numbers;
    }

    boolean isDisputed(int number) {
        return opinions(number).stream().distinct().count() > 1;
    }

    /** Last line of an event that is in the journal. */
    @Nullable
    Long sequence(String event) {
        return events.get(event);
    }

    Optional<Past> undoable(String reviewer) {
        return Optional.ofNullable(
                undo.getOrDefault(reviewer, new ArrayDeque<>()).peek());
    }

    Optional<Past> redoable(String reviewer) {
        return Optional.ofNullable(
                redo.getOrDefault(reviewer, new ArrayDeque<>()).peek());
    }
}
