package io.rectify.review;

import io.rectify.audit.ReviewSample;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.LabelEdits;
import io.rectify.linalg.Guard;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import io.rectify.run.ReviewCsv;
import io.rectify.run.ReviewEntry;
import io.rectify.run.ReviewJournal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * People put the labels of an audit right. All that a face may do stands here: rows are asked for queue by queue, decided about, undone and
 * redone, and every method that changes something returns when that is on the disk. Only answers to the random {@code sample}, which are
 * given without seeing a suggestion, tell how many labels are wrong.
 *
 * <p>Safe for any number of threads.
 */
public final class ReviewSession implements Closeable {
    /** How many rows are drawn at random unless another number is asked for. */
    public static final int SAMPLE = 200;

    private static final int LARGEST_PAGE = 200;

    private final AuditedRows rows;
    private final RowStates states;
    private final Items items;
    private final Ledger ledger;
    private final Batches batches;
    private final Results results;
    private final OtherTools tools;
    private final BlindSample sample;
    private final SameMistakes mistakes;
    private final Retrainings retrainings;
    private final Plane plane;
    private final Path journal;
    private final Desk desk;

    private ReviewSession(
            AuditedRows rows, ReviewJournal journal, RowStates states, Clock clock, Optional<RowFeatures> features) {
        this.rows = rows;
        this.states = states;
        Clusters clusters = new Clusters(rows);
        this.journal = journal.file();
        this.retrainings = new Retrainings(
                rows,
                features,
                journal.file().toAbsolutePath().resolveSibling(""),
                journal.header().data());
        this.items = new Items(rows, states, clusters, retrainings);
        this.ledger = new Ledger(rows, journal, states, items, clock);
        this.batches = new Batches(rows, states, items, ledger);
        this.results = new Results(journal.file(), rows, states, items);
        this.tools = new OtherTools(rows, states, items);
        this.sample = new BlindSample(
                rows, journal.header().sample(), journal.header().seed());
        this.plane = new Plane(rows, features);
        this.mistakes = new SameMistakes(rows, features);
        this.desk = new Desk(
                rows, states, items, new Queues(rows, clusters, plane, mistakes, sample.drawn()), retrainings, clock);
    }

    /**
     * Goes on with a journal, or begins one.
     *
     * @param rows what was audited; closed with the session
     * @param journal its file
     * @param sample how many rows to draw at random; the journal's own number stands if there is none, {@value #SAMPLE} in a new one
     * @param seed of the draw, for a new journal
     * @param clock tells when a decision was taken
     * @throws IllegalArgumentException if the journal is of other rows or another sample, or is open elsewhere
     * @throws DataFormatException if a line of it is not as it was written
     */
    public static ReviewSession open(AuditedRows rows, Path journal, OptionalInt sample, long seed, Clock clock)
            throws IOException {
        return open(rows, journal, sample, seed, clock, Optional.empty());
    }

    /**
     * The same, with what queues {@code like:ROW} need.
     *
     * @param features of the rows, opened when they are needed first
     */
    public static ReviewSession open(
            AuditedRows rows, Path journal, OptionalInt sample, long seed, Clock clock, Optional<RowFeatures> features)
            throws IOException {
        if (sample.isPresent() && sample.getAsInt() < 1) {
            throw new IllegalArgumentException("--sample must be at least 1 but is " + sample.getAsInt());
        }
        RowStates states = new RowStates();
        ReviewJournal.Header header = new ReviewJournal.Header(
                rows.fingerprint(),
                rows.names().size(),
                Math.min(sample.orElse(SAMPLE), rows.names().size()),
                seed);
        Set<String> classes = Set.copyOf(rows.given().names());
        ReviewJournal opened = ReviewJournal.open(journal, header, (lines, place) -> {
            checkRows(lines, place, rows, classes);
            states.apply(lines, place);
        });
        try (Guard<IOException> guard = Guard.of(opened::close)) {
            if (sample.isPresent() && opened.header().sample() != header.sample()) {
                throw new IllegalArgumentException("--sample " + sample.getAsInt() + " but " + journal
                        + " was begun with a sample of " + opened.header().sample()
                        + ", which stands: a sample that grows while one looks at it tells nothing for certain");
            }
            return guard.release(new ReviewSession(rows, opened, states, clock, features));
        }
    }

    private static void checkRows(List<ReviewEntry> lines, DataLocation place, AuditedRows rows, Set<String> classes)
            throws DataFormatException {
        for (ReviewEntry line : lines) {
            boolean there = rows.index(line.row()).isPresent();
            String label = line.vote().label();
            if (!there || (!label.isEmpty() && !classes.contains(label))) {
                throw new DataFormatException(
                        place.withColumn(there ? "right_label" : "row"),
                        "expected a row and a class of the audit but found " + line.row() + " and '" + label + "'");
            }
        }
    }

    /** What was dropped at the end of the journal because it had not been finished, in words. */
    public Optional<String> dropped() {
        return ledger.dropped();
    }

    /** What tells these rows, labels and classes from others. */
    public String fingerprint() {
        return ledger.header().data();
    }

    /** Number of rows that have a label, N. */
    public int size() {
        return rows.names().size();
    }

    /** Names of all classes. */
    public List<String> classes() {
        return rows.given().names();
    }

    /** Whether the features are there: for queues {@code like:ROW} and {@code area:…}, the map, and training again. */
    public boolean findsSameMistakes() {
        return mistakes.isPossible();
    }

    AuditedRows audited() {
        return rows;
    }

    /**
     * A queue that can be asked for.
     *
     * @param name see {@link #page}
     * @param open rows that nobody is done with
     */
    public record Queue(String name, String title, int size, int open) {}

    /** All queues but searches, for whoever asks. */
    public List<Queue> queues() {
        return queues("");
    }

    /** All queues but searches, as far as they are open to a reviewer. */
    public synchronized List<Queue> queues(String reviewer) {
        return desk.queues(reviewer);
    }

    /**
     * Rows of a queue in its order.
     *
     * @param reviewer to whom open rows are lent, so that others pass over them while he is at work; empty if to nobody
     * @param queue {@code suspicion}, {@code sample}, {@code duplicates}, {@code outliers}, {@code clusters}, {@code disputed}, {@code second}, {@code class:K},
     *     {@code cluster:ROW}, {@code retrained:N} in the order of a training with what was decided, {@code area:x,y;x,y;x,y} of 3 to 32 corners on
     *     the grid of {@link #map}, {@code pair:J:K} with indices of classes, {@code like:ROW} or {@code search:TEXT}
     * @param from cursor: place in the queue to begin at, from 0
     * @param limit how many rows, 1 to 200
     * @param onlyOpen whether rows that somebody is done with are passed over
     * @throws NoSuchElementException if there is no such queue
     * @throws IllegalArgumentException if cursor or limit is out of range
     */
    public Item.Page page(String reviewer, String queue, int from, int limit, boolean onlyOpen) {
        prepare(queue);
        return pageOf(reviewer, queue, from, limit, onlyOpen);
    }

    /** What takes long the first time is done before others have to wait for it. */
    private void prepare(String queue) {
        retrainings.of(queue);
        if (Plane.isArea(queue)) {
            plane.prepare();
        }
    }

    private synchronized Item.Page pageOf(String reviewer, String queue, int from, int limit, boolean onlyOpen) {
        if (from < 0 || limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("from must be at least 0 and limit 1 to " + LARGEST_PAGE);
        }
        return desk.page(reviewer, queue, from, limit, onlyOpen);
    }

    /**
     * A row as a queue shows it, whether it is in it or not.
     *
     * @return with position −1
     * @throws NoSuchElementException if there is no such row
     */
    public synchronized Item item(String reviewer, String queue, int number) {
        return desk.item(reviewer, queue, items.index(number), -1);
    }

    /**
     * The rows that say so; none of a row that the audit did not list, or of which a later training, whose queue it is, says something else.
     *
     * @throws NoSuchElementException if there is no such row
     */
    public List<Item.Near> neighbours(String queue, int number) {
        return items.neighbours(queue, items.index(number));
    }

    /**
     * Decides about a row, once for every event.
     *
     * @throws NoSuchElementException if there is no such row or queue
     * @throws IllegalArgumentException if the label is no class, or the row is not of the sample that it was asked in
     * @throws ConflictException if the row has changed since it was shown
     * @throws io.rectify.formats.OutputException if it cannot be written; nothing has changed then
     */
    public synchronized Saved decide(Decision decision) throws IOException {
        Optional<Saved> known = ledger.known(decision.event(), decision.reviewer());
        if (known.isPresent()) {
            return new Saved(known.get().sequence(), List.of(items.state(decision.row())));
        }
        int row = items.index(decision.row());
        desk.order(decision.queue());
        ReviewAnswer answer = answer(row, decision.choice(), decision.label());
        RowStates.Row now = states.row(decision.row());
        if (now.version() != decision.version()) {
            throw new ConflictException(
                    "row " + decision.row() + " was changed by " + now.reviewer() + " since it was shown",
                    items.state(decision.row()));
        }
        Optional<ReviewSample.Row> drawn = desk.isBlind(decision.queue(), row) ? sample.drawn(row) : Optional.empty();
        if (decision.queue().equals(Queues.SAMPLE) && drawn.isEmpty()) {
            throw new IllegalArgumentException("row " + decision.row() + " is not of the random sample");
        }
        Saved saved = ledger.decide(
                decision.event(),
                decision.reviewer(),
                decision.queue(),
                List.of(new Ledger.Said(row, answer, drawn, decision.millis())));
        desk.leases().release(row);
        desk.leases().renew(decision.reviewer());
        return saved;
    }

    private ReviewAnswer answer(int row, ReviewAnswer.Choice choice, String label) {
        String given = rows.given().name(row);
        switch (choice) {
            case KEEP:
                return new ReviewAnswer(choice, given);
            case LABEL:
                if (!rows.given().names().contains(label)) {
                    throw new IllegalArgumentException("'" + label + "' is none of the "
                            + rows.given().classCount() + " classes that labels have");
                }
                return new ReviewAnswer(label.equals(given) ? ReviewAnswer.Choice.KEEP : choice, label);
            default:
                return new ReviewAnswer(choice, "");
        }
    }

    /**
     * Takes back a reviewer's last action that is not taken back, without limit, across restarts.
     *
     * <p>It is the reviewer's own vote that goes back; those of others stay.
     *
     * @throws NoSuchElementException if there is none
     */
    public synchronized Saved undo(String event, String reviewer) throws IOException {
        return ledger.move(event, reviewer, ReviewEntry.Kind.UNDO);
    }

    /** Does again what was taken back last; throws as {@link #undo}. */
    public synchronized Saved redo(String event, String reviewer) throws IOException {
        return ledger.move(event, reviewer, ReviewEntry.Kind.REDO);
    }

    /**
     * What a batch would do.
     *
     * @param count how many rows would get the suggested label
     * @param hash of these rows and their versions, which {@link #batch} has to name
     */
    public record Batch(int count, String hash) {}

    /**
     * Suggestions of all open rows of a class pair.
     *
     * @param queue {@code pair:J:K}
     * @param exceptions numbers of rows that are to stay as they are
     */
    public synchronized Batch preview(String queue, Set<Integer> exceptions) {
        return batches.preview(batches.rows(queue, desk.open("", queue), exceptions));
    }

    /**
     * Gives all open rows of a class pair the suggested label, as one action.
     *
     * @param hash as {@link #preview} told it
     * @throws ConflictException if the rows are others by now
     * @throws IllegalArgumentException if there are none
     */
    public synchronized Saved batch(String event, String reviewer, String queue, Set<Integer> exceptions, String hash)
            throws IOException {
        Optional<Saved> known = ledger.known(event, reviewer);
        if (known.isPresent()) {
            return known.get();
        }
        return batches.commit(event, reviewer, queue, batches.rows(queue, desk.open("", queue), exceptions), hash);
    }

    /**
     * Rows on a plane; an area of it is a queue.
     *
     * @throws IllegalArgumentException if the features are not where they were
     */
    public RowMap map() {
        return plane.map();
    }

    /** What the work has come to. */
    public synchronized Figures figures() {
        sample.update(row -> states.blind(rows.names().number(row)).outcome());
        return Figures.of(rows, states, sample, ledger.sequence());
    }

    /**
     * Trains again with what is decided by now, in the background: {@link io.rectify.Rectify#retrain} with all right labels of the journal, as {@code
     * rectify audit --reviewed} reads them. No queue changes; what comes of it is a queue of its own, {@code retrained:N}. Where it runs already this only
     * says so.
     *
     * @throws IllegalArgumentException if no label is decided, or the features are not there
     */
    public Retraining retrain() throws IOException {
        return retrainings.status().state() == Retraining.State.RUNNING
                ? retrainings.status()
                : retrainings.start(ReviewCsv.read(journal, rows.given(), rows.names()));
    }

    /** How far training again is. */
    public Retraining retraining() {
        return retrainings.status();
    }

    /** What is to change in the file of labels. */
    public synchronized LabelEdits edits() {
        return results.edits();
    }

    /** The text of a row; empty if rows have none. */
    public String text(int number) {
        return rows.names().text(items.index(number));
    }

    /**
     * Writes what is decided in the columns of an audit's review.csv, by row, for {@link io.rectify.run.Decisions}.
     *
     * @throws io.rectify.formats.OutputException if the file cannot be written
     */
    public synchronized void writeDecisions(Path file) throws IOException {
        results.writeDecisions(file);
    }

    /** A file that somebody takes away. */
    public enum Export {
        /** What is decided, as {@link #writeDecisions} writes it. */
        DECISIONS("decisions.csv"),
        /** Labels that differ from the given ones. */
        CHANGES("changes.csv"),
        /** All that was done, line by line. */
        TRAIL("trail.csv"),
        /** Tasks with predictions and annotations, for Label Studio. */
        LABEL_STUDIO("label_studio.json"),
        /** Records with suggestions and responses, for Argilla. */
        ARGILLA("argilla.jsonl");

        private final String file;

        Export(String file) {
            this.file = file;
        }

        public String fileName() {
            return file;
        }
    }

    /**
     * Writes a file to take away.
     *
     * @param pictures whether texts are paths of pictures
     * @param escaped whether cells of changes and trail that a spreadsheet would run are made text
     */
    public synchronized void write(Export what, Path file, boolean pictures, boolean escaped) throws IOException {
        switch (what) {
            case DECISIONS -> results.writeDecisions(file);
            case CHANGES -> results.writeChanges(file, escaped);
            case TRAIL -> results.writeTrail(file, escaped);
            case LABEL_STUDIO -> tools.writeLabelStudio(file, pictures);
            case ARGILLA -> tools.writeArgilla(file);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            retrainings.close();
            rows.close();
            mistakes.close();
        } finally {
            ledger.close();
        }
    }
}
