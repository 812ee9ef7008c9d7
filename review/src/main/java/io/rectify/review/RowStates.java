package io.rectify.review;

import io.rectify.audit.ReviewSample;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.run.ReviewAnswer;
import io.rectify.run.ReviewEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the lines of a journal have come to: the state of each row, and what each reviewer can undo and redo. Rows are named by number. */
final class RowStates {
    private final Map<Integer, Row> rows = new LinkedHashMap<>();
    private final Map<Integer, Ballot> blind = new HashMap<>();
    private final Set<Integer> contested = new LinkedHashSet<>();
    private final Map<String, Long> events = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();
    private final Map<ReviewAnswer, ReviewAnswer> answers = new HashMap<>();
    private final Map<Ballot, Ballot> ballots = new HashMap<>();
    private final Tally tally = new Tally();
    private final Map<String, History> histories = new HashMap<>();

    /**
     * The state of a row.
     *
     * @param answer what holds of it
     * @param version sequence of its last line
     * @param reviewer whose line that is
     */
    record Row(Ballot ballot, ReviewAnswer answer, long version, String reviewer) {
        static final Row UNTOUCHED = new Row(Ballot.EMPTY, ReviewAnswer.OPEN, 0, "");
    }

    /** What an action did to a row: what the reviewer said of it, and what before. Of a million actions no more is kept than that. */
    record Change(
            int row,
            String queue,
            ReviewAnswer vote,
            ReviewAnswer before,
            Optional<ReviewSample.Row> drawn,
            ReviewAnswer blindBefore) {}

    /** An action that can be undone or redone. */
    record Past(List<Change> changes) {
        private boolean isOf(List<ReviewEntry> lines) {
            if (lines.size() != changes.size()) {
                return false;
            }
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).row() != changes.get(i).row()) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Actions of one reviewer, the last first. Whatever was undone before the last decision cannot be redone, but by another's journal. */
    private static final class History {
        final Deque<Past> undo = new ArrayDeque<>();
        final Deque<Past> redo = new ArrayDeque<>();
        int redoable;
    }

    /** A line with what holds of its row after it. */
    ReviewEntry resolved(ReviewEntry line) {
        return new ReviewEntry(
                line.sequence(),
                line.action(),
                line.row(),
                line.id(),
                line.given(),
                line.suggested(),
                voted(row(line.row()).ballot(), line, line.vote()).outcome(),
                line.vote(),
                line.blind()
                        .map(asked -> new ReviewEntry.Blind(
                                voted(blind(line.row()), line, asked.vote()).outcome(), asked.vote(), asked.drawn())),
                line.base(),
                line.millis());
    }

    /** A vote, or where reviewers disagreed a verdict. */
    private Ballot voted(Ballot ballot, ReviewEntry line, ReviewAnswer vote) {
        return line.action().queue().equals(Queues.DISPUTED)
                ? ballot.settled(vote)
                : ballot.with(words.computeIfAbsent(line.action().reviewer(), word -> word), vote);
    }

    private static ReviewAnswer said(Ballot ballot, ReviewEntry line) {
        return line.action().queue().equals(Queues.DISPUTED)
                ? ballot.verdict()
                : ballot.of(line.action().reviewer());
    }

    /** Takes an action that is in the journal. */
    void apply(List<ReviewEntry> lines, DataLocation place) throws DataFormatException {
        if (!take(lines)) {
            throw new DataFormatException(
                    place.withColumn("kind"), "expected an action before that it undoes or redoes but there is none");
        }
    }

    /** Takes an action, unless it undoes or redoes what was not done. */
    boolean take(List<ReviewEntry> lines) {
        ReviewEntry.Action action = lines.get(0).action();
        History history = histories.computeIfAbsent(action.reviewer(), same -> new History());
        if (action.kind() == ReviewEntry.Kind.DECIDE) {
            history.undo.push(new Past(changes(lines)));
            history.redoable = 0;
        } else {
            boolean back = action.kind() == ReviewEntry.Kind.UNDO;
            Past past = find(back ? history.undo : history.redo, lines);
            if (past == null) {
                return false;
            }
            (back ? history.redo : history.undo).push(past);
            history.redoable = Math.max(0, history.redoable + (back ? 1 : -1));
            lines.forEach(this::set);
        }
        events.put(action.event(), lines.get(lines.size() - 1).sequence());
        return true;
    }

    /** The last action on just these rows: the very last one, but where journals were merged. */
    private static @Nullable Past find(Deque<Past> from, List<ReviewEntry> lines) {
        for (Iterator<Past> pasts = from.iterator(); pasts.hasNext(); ) {
            Past past = pasts.next();
            if (past.isOf(lines)) {
                pasts.remove();
                return past;
            }
        }
        return null;
    }

    private List<Change> changes(List<ReviewEntry> lines) {
        if (lines.size() == 1) {
            return List.of(change(lines.get(0)));
        }
        return lines.stream().map(this::change).toList();
    }

    private Change change(ReviewEntry line) {
        Change change = new Change(
                line.row(),
                words.computeIfAbsent(line.action().queue(), word -> word),
                one(line.vote()),
                said(row(line.row()).ballot(), line),
                line.blind().map(ReviewEntry.Blind::drawn),
                said(blind(line.row()), line));
        set(line);
        return change;
    }

    /** The same object for equal ballots of one vote, of which there are few. */
    private Ballot one(Ballot ballot) {
        return ballot.votes().size() > 1 ? ballot : ballots.computeIfAbsent(ballot, same -> same);
    }

    /** The same object for equal answers. */
    private ReviewAnswer one(ReviewAnswer answer) {
        return answers.computeIfAbsent(answer, same -> same);
    }

    private void set(ReviewEntry line) {
        int row = line.row();
        Row before = rows.get(row);
        Ballot ballot = one(voted(before == null ? Ballot.EMPTY : before.ballot(), line, one(line.vote())));
        ReviewAnswer answer = one(ballot.outcome());
        tally.change(row, before, ballot, answer);
        rows.put(
                row,
                new Row(
                        ballot,
                        answer,
                        line.sequence(),
                        words.computeIfAbsent(line.action().reviewer(), word -> word)));
        line.blind().ifPresent(asked -> blind.put(row, voted(blind(row), line, asked.vote())));
        if (isDisputed(row)) {
            contested.add(row);
        }
    }

    Row row(int number) {
        return rows.getOrDefault(number, Row.UNTOUCHED);
    }

    /** All rows that anything was said of, by number, in the order in which they were first touched. */
    Map<Integer, Row> rows() {
        return rows;
    }

    /** How many there are of each kind. */
    Tally tally() {
        return tally;
    }

    /** What was said of a row without seeing a suggestion. */
    Ballot blind(int number) {
        return blind.getOrDefault(number, Ballot.EMPTY);
    }

    /** Rows that reviewers disagree or disagreed about, in the order in which they first did. */
    Set<Integer> contested() {
        return contested;
    }

    boolean isDisputed(int number) {
        return row(number).answer().equals(ReviewAnswer.DISPUTED)
                || (blind.containsKey(number) && blind(number).isDisputed());
    }

    /** Last line of an event that is in the journal. */
    @Nullable
    Long sequence(String event) {
        return events.get(event);
    }

    Optional<Past> undoable(String reviewer) {
        return Optional.ofNullable(
                histories.getOrDefault(reviewer, new History()).undo.peek());
    }

    Optional<Past> redoable(String reviewer) {
        History history = histories.getOrDefault(reviewer, new History());
        return Optional.ofNullable(history.redoable > 0 ? history.redo.peek() : null);
    }
}
