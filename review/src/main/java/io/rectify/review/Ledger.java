package io.rectify.review;

import io.rectify.audit.ReviewSample;
import io.rectify.formats.DataLocation;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import io.rectify.run.ReviewEntry;
import io.rectify.run.ReviewJournal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Writes what is done: into the journal first, then into the states of rows. Every action is done once, however often it is sent. */
final class Ledger implements Closeable {
    private static final DataLocation NOWHERE = DataLocation.in(Path.of(ReviewJournal.NAME));

    private final AuditedRows rows;
    private final ReviewJournal journal;
    private final RowStates states;
    private final Items items;
    private final Clock clock;

    Ledger(AuditedRows rows, ReviewJournal journal, RowStates states, Items items, Clock clock) {
        this.rows = rows;
        this.journal = journal;
        this.states = states;
        this.items = items;
        this.clock = clock;
    }

    /**
     * What a reviewer says of a row, named by its index.
     *
     * @param drawn how it was drawn, if it was asked without seeing a suggestion
     */
    record Said(int row, ReviewAnswer answer, Optional<ReviewSample.Row> drawn, long millis) {}

    ReviewJournal.Header header() {
        return journal.header();
    }

    Optional<String> dropped() {
        return journal.dropped();
    }

    long sequence() {
        return journal.sequence();
    }

    /** What an action came to that was sent before, but for the rows; none if it is new. */
    Optional<Saved> known(String event, String reviewer) {
        Decision.checkName("event", event);
        Decision.checkName("reviewer", reviewer);
        return Optional.ofNullable(states.sequence(event)).map(sequence -> new Saved(sequence, List.of()));
    }

    /** One action about rows. */
    Saved decide(String event, String reviewer, String queue, List<Said> all) throws IOException {
        List<ReviewEntry> lines = new ArrayList<>();
        for (Said said : all) {
            ReviewEntry.Action action =
                    action(event, reviewer, lines.size() + 1, all.size(), ReviewEntry.Kind.DECIDE, queue);
            lines.add(line(action, said, said.answer()));
        }
        return save(lines);
    }

    /**
     * Takes back a reviewer's last action, or does again what was taken back last.
     *
     * @throws NoSuchElementException if there is none
     */
    Saved move(String event, String reviewer, ReviewEntry.Kind kind) throws IOException {
        Optional<Saved> known = known(event, reviewer);
        if (known.isPresent()) {
            return known.get();
        }
        boolean back = kind == ReviewEntry.Kind.UNDO;
        RowStates.Past past = (back ? states.undoable(reviewer) : states.redoable(reviewer))
                .orElseThrow(() -> new NoSuchElementException("there is nothing to " + kind));
        List<ReviewEntry> lines = new ArrayList<>();
        for (RowStates.Change change : past.changes()) {
            ReviewEntry.Action action =
                    action(event, reviewer, lines.size() + 1, past.changes().size(), kind, change.queue());
            Said said = new Said(items.index(change.row()), back ? change.before() : change.vote(), change.drawn(), 0);
            lines.add(line(action, said, back ? change.blindBefore() : change.vote()));
        }
        return save(lines);
    }

    private ReviewEntry.Action action(
            String event, String reviewer, int part, int parts, ReviewEntry.Kind kind, String queue) {
        return new ReviewEntry.Action(clock.instant(), reviewer, event, part, parts, kind, queue);
    }

    private ReviewEntry line(ReviewEntry.Action action, Said said, ReviewAnswer blind) {
        int number = rows.names().number(said.row());
        return states.resolved(new ReviewEntry(
                journal.sequence() + action.part(),
                action,
                number,
                rows.names().id(said.row()),
                rows.given().name(said.row()),
                items.suggestion(action.queue(), said.row()),
                said.answer(),
                said.answer(),
                said.drawn().map(drawn -> new ReviewEntry.Blind(blind, blind, drawn)),
                states.row(number).version(),
                said.millis()));
    }

    private Saved save(List<ReviewEntry> lines) throws IOException {
        journal.append(lines);
        states.apply(lines, NOWHERE);
        return new Saved(
                journal.sequence(),
                lines.stream().map(line -> items.state(line.row())).toList());
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
