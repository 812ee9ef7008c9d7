package io.rectify.review;

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

    /** What is said of a row, named by its index. */
    record Said(int row, ReviewAnswer answer, Optional<ReviewEntry.Blind> blind, long millis) {}

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
            lines.add(
                    line(action(event, reviewer, lines.size() + 1, all.size(), ReviewEntry.Kind.DECIDE, queue), said));
        }
        return save(lines);
    }

    /**
     * Takes back a reviewer's last action, or does again what was taken back last.
     *
     * @throws NoSuchElementException if there is none
     * @throws ConflictException if another reviewer has changed a row of it since
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
            ReviewEntry did = change.entry();
            RowStates.Row now = states.row(did.row());
            if (!now.reviewer().equals(reviewer) || !now.answer().equals(back ? did.answer() : change.before())) {
                throw new ConflictException(
                        "row " + did.row() + " was changed by " + now.reviewer() + " since; nothing was done",
                        items.state(did.row()));
            }
            Said said = new Said(
                    items.index(did.row()),
                    back ? change.before() : did.answer(),
                    back ? change.blindBefore() : did.blind(),
                    0);
            lines.add(line(
                    action(
                            event,
                            reviewer,
                            lines.size() + 1,
                            past.changes().size(),
                            kind,
                            did.action().queue()),
                    said));
        }
        return save(lines);
    }

    private ReviewEntry.Action action(
            String event, String reviewer, int part, int parts, ReviewEntry.Kind kind, String queue) {
        return new ReviewEntry.Action(clock.instant(), reviewer, event, part, parts, kind, queue);
    }

    private ReviewEntry line(ReviewEntry.Action action, Said said) {
        int number = rows.names().number(said.row());
        return new ReviewEntry(
                journal.sequence() + action.part(),
                action,
                number,
                rows.names().id(said.row()),
                rows.given().name(said.row()),
                items.suggestion(said.row()),
                said.answer(),
                said.blind(),
                states.row(number).version(),
                said.millis());
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
