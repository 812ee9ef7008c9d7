package io.rectify.review;

import io.rectify.data.Probabilities;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.LabelEdits;
import io.rectify.formats.Sha256;
import io.rectify.linalg.Guard;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import io.rectify.run.ReviewEntry;
import io.rectify.run.ReviewJournal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

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

    private static final int CHOICES = 9;
    private static final int LARGEST_PAGE = 200;
    private static final int LARGEST_BATCH = 100_000;
    private static final DataLocation NOWHERE = DataLocation.in(Path.of(ReviewJournal.NAME));

    private final AuditedRows rows;
    private final ReviewJournal journal;
    private final RowStates states;
    private final Clock clock;
    private final BlindSample sample;
    private final int[] rank;
    private final Queues queues;

    private ReviewSession(AuditedRows rows, ReviewJournal journal, RowStates states, Clock clock) {
        this.rows = rows;
        this.journal = journal;
        this.states = states;
        this.clock = clock;
        int[] ranking = rows.ranking();
        this.rank = new int[ranking.length];
        for (int i = 0; i < ranking.length; i++) {
            rank[ranking[i]] = i + 1;
        }
        this.sample = new BlindSample(
                rows, journal.header().sample(), journal.header().seed());
        this.queues = new Queues(rows, sample.drawn());
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
            return guard.release(new ReviewSession(rows, opened, states, clock));
        }
    }

    private static void checkRows(List<ReviewEntry> lines, DataLocation place, AuditedRows rows, Set<String> classes)
            throws DataFormatException {
        for (ReviewEntry line : lines) {
            boolean there = rows.index(line.row()).isPresent();
            String label = line.answer().label();
            if (!there || (!label.isEmpty() && !classes.contains(label))) {
                throw new DataFormatException(
                        place.withColumn(there ? "right_label" : "row"),
                        "expected a row and a class of the audit but found " + line.row() + " and '" + label + "'");
            }
        }
    }

    /** What was dropped at the end of the journal because it had not been finished, in words. */
    public Optional<String> dropped() {
        return journal.dropped();
    }

    /** What tells these rows, labels and classes from others. */
    public String fingerprint() {
        return journal.header().data();
    }

    /** Number of rows that have a label, N. */
    public int size() {
        return rows.names().size();
    }

    /** Names of all classes. */
    public List<String> classes() {
        return rows.given().names();
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

    /** All queues but searches. */
    public synchronized List<Queue> queues() {
        Map<String, Integer> done = new HashMap<>();
        states.rows().forEach((number, state) -> {
            if (state.answer().isDone()) {
                queues.ofRow(index(number)).forEach(queue -> done.merge(queue, 1, Integer::sum));
            }
        });
        List<Queue> all = new ArrayList<>();
        for (Queues.Offer offer : queues.offers()) {
            int open = offer.isSmall() ? open(offer.name()).length : offer.size() - done.getOrDefault(offer.name(), 0);
            all.add(new Queue(offer.name(), offer.title(), offer.size(), open));
        }
        int disputed = disputed().length;
        if (disputed > 0) {
            all.add(new Queue(Queues.DISPUTED, "Reviewers disagree", disputed, disputed));
        }
        return all;
    }

    private int[] order(String queue) {
        return queue.equals(Queues.DISPUTED) ? disputed() : queues.order(queue);
    }

    private int[] open(String queue) {
        return IntStream.of(order(queue)).filter(row -> isOpen(queue, row)).toArray();
    }

    private boolean isOpen(String queue, int row) {
        return queue.equals(Queues.DISPUTED) || !shown(queue, row).isDone();
    }

    /** What counts as the row's answer in a queue: in the sample what was said blindly. */
    private ReviewAnswer shown(String queue, int row) {
        int number = rows.names().number(row);
        return queue.equals(Queues.SAMPLE)
                ? states.blind(number).map(ReviewEntry.Blind::answer).orElse(ReviewAnswer.OPEN)
                : states.row(number).answer();
    }

    /** Rows about which reviewers disagree, by suspicion. */
    private int[] disputed() {
        return states.answeredTwice().stream()
                .filter(states::isDisputed)
                .map(this::index)
                .sorted(Comparator.comparingInt(row -> rank[row]))
                .mapToInt(row -> row)
                .toArray();
    }

    /**
     * Rows of a queue in its order.
     *
     * @param queue {@code suspicion}, {@code sample}, {@code duplicates}, {@code outliers}, {@code disputed}, {@code class:K}, {@code pair:J:K} with
     *     indices of classes, or {@code search:TEXT}
     * @param from cursor: place in the queue to begin at, from 0
     * @param limit how many rows, 1 to 200
     * @param onlyOpen whether rows that somebody is done with are passed over
     * @throws NoSuchElementException if there is no such queue
     * @throws IllegalArgumentException if cursor or limit is out of range
     */
    public synchronized Item.Page page(String queue, int from, int limit, boolean onlyOpen) {
        if (from < 0 || limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("from must be at least 0 and limit 1 to " + LARGEST_PAGE);
        }
        int[] order = order(queue);
        List<Item> items = new ArrayList<>();
        int at = from;
        for (; at < order.length && items.size() < limit; at++) {
            if (!onlyOpen || isOpen(queue, order[at])) {
                items.add(item(queue, order[at], at));
            }
        }
        return new Item.Page(items, at < order.length ? (Integer) at : null);
    }

    /**
     * A row as a queue shows it, whether it is in it or not.
     *
     * @return with position −1
     * @throws NoSuchElementException if there is no such row
     */
    public synchronized Item item(String queue, int number) {
        return item(queue, index(number), -1);
    }

    private Item item(String queue, int row, int position) {
        boolean blind = queue.equals(Queues.SAMPLE);
        int number = rows.names().number(row);
        RowStates.Row state = states.row(number);
        return new Item(
                position,
                number,
                rows.names().id(row),
                rows.names().text(row),
                rows.given().name(row),
                blind ? null : suggestion(row),
                blind ? null : (Double) rows.wrong(row),
                blind ? null : (Integer) rank[row],
                blind,
                blind ? firstClasses() : likeliest(row),
                Item.State.of(number, shown(queue, row), state.version(), state.reviewer()));
    }

    private List<String> firstClasses() {
        List<String> names = rows.given().names();
        return names.subList(0, Math.min(CHOICES, names.size()));
    }

    /** The most probable classes, the most probable first. */
    private List<String> likeliest(int row) {
        float[] p = rows.probabilities(row);
        return Arrays.stream(Probabilities.largest(p, Math.min(CHOICES, p.length)))
                .mapToObj(rows.given().names()::get)
                .toList();
    }

    /** The class that the audit suggests, or where that is the given one the most probable other. */
    private String suggestion(int row) {
        int given = rows.given().get(row);
        int suggested = rows.suggested(row);
        return rows.given()
                .names()
                .get(suggested != given ? suggested : Probabilities.argmaxBut(given, rows.probabilities(row)));
    }

    /**
     * The rows that say so; none of a row that the audit did not list.
     *
     * @throws NoSuchElementException if there is no such row
     */
    public List<Item.Near> neighbours(int number) {
        return rows.neighbours(index(number)).stream()
                .map(near -> new Item.Near(
                        rows.names().number(near.row()),
                        rows.names().id(near.row()),
                        rows.names().text(near.row()),
                        rows.given().name(near.row()),
                        near.weight()))
                .toList();
    }

    private int index(int number) {
        return rows.index(number)
                .orElseThrow(() -> new NoSuchElementException("there is no row " + number + " with a label"));
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
        Long known = states.sequence(decision.event());
        if (known != null) {
            return new Saved(known, List.of(state(decision.row())));
        }
        int row = index(decision.row());
        order(decision.queue());
        ReviewAnswer answer = answer(row, decision.choice(), decision.label());
        RowStates.Row now = states.row(decision.row());
        if (now.version() != decision.version()) {
            throw new ConflictException(
                    "row " + decision.row() + " was changed by " + now.reviewer() + " since it was shown",
                    state(decision.row()));
        }
        Optional<ReviewEntry.Blind> blind = Optional.empty();
        if (decision.queue().equals(Queues.SAMPLE)) {
            blind = sample.drawn(row).map(drawn -> new ReviewEntry.Blind(answer, drawn));
            if (blind.isEmpty()) {
                throw new IllegalArgumentException("row " + decision.row() + " is not of the random sample");
            }
        }
        ReviewEntry.Action action =
                action(decision.reviewer(), decision.event(), 1, 1, ReviewEntry.Kind.DECIDE, decision.queue());
        return save(List.of(entry(row, action, 0, answer, blind, decision.millis())));
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

    private ReviewEntry.Action action(
            String reviewer, String event, int part, int parts, ReviewEntry.Kind kind, String queue) {
        return new ReviewEntry.Action(clock.instant(), reviewer, event, part, parts, kind, queue);
    }

    private ReviewEntry entry(
            int row,
            ReviewEntry.Action action,
            int offset,
            ReviewAnswer answer,
            Optional<ReviewEntry.Blind> blind,
            long millis) {
        int number = rows.names().number(row);
        return new ReviewEntry(
                journal.sequence() + 1 + offset,
                action,
                number,
                rows.names().id(row),
                rows.given().name(row),
                suggestion(row),
                answer,
                blind,
                states.row(number).version(),
                millis);
    }

    private Saved save(List<ReviewEntry> lines) throws IOException {
        journal.append(lines);
        states.apply(lines, NOWHERE);
        return new Saved(
                journal.sequence(),
                lines.stream().map(line -> state(line.row())).toList());
    }

    private Item.State state(int number) {
        RowStates.Row row = states.row(number);
        return Item.State.of(number, row.answer(), row.version(), row.reviewer());
    }

    /**
     * Takes back a reviewer's last action that is not taken back, without limit, across restarts.
     *
     * @throws NoSuchElementException if there is none
     * @throws ConflictException if another reviewer has changed a row of it since
     */
    public Saved undo(String event, String reviewer) throws IOException {
        return move(event, reviewer, ReviewEntry.Kind.UNDO);
    }

    /** Does again what was taken back last; throws as {@link #undo}. */
    public Saved redo(String event, String reviewer) throws IOException {
        return move(event, reviewer, ReviewEntry.Kind.REDO);
    }

    /** What an action came to that was sent before, but for the rows; none if it is new. */
    private Optional<Saved> known(String event, String reviewer) {
        Decision.checkName("event", event);
        Decision.checkName("reviewer", reviewer);
        return Optional.ofNullable(states.sequence(event)).map(sequence -> new Saved(sequence, List.of()));
    }

    private synchronized Saved move(String event, String reviewer, ReviewEntry.Kind kind) throws IOException {
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
                        state(did.row()));
            }
            ReviewEntry.Action action = action(
                    reviewer,
                    event,
                    lines.size() + 1,
                    past.changes().size(),
                    kind,
                    did.action().queue());
            lines.add(entry(
                    index(did.row()),
                    action,
                    lines.size(),
                    back ? change.before() : did.answer(),
                    back ? change.blindBefore() : did.blind(),
                    0));
        }
        return save(lines);
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
        return batchOf(batchRows(queue, exceptions));
    }

    private int[] batchRows(String queue, Set<Integer> exceptions) {
        if (!Queues.isPair(queue)) {
            throw new IllegalArgumentException("only rows of a class pair are changed at once, not those of " + queue);
        }
        Set<Integer> spared = new HashSet<>(exceptions);
        int[] batch = IntStream.of(open(queue))
                .filter(row -> !spared.contains(rows.names().number(row)))
                .toArray();
        if (batch.length > LARGEST_BATCH) {
            throw new IllegalArgumentException(
                    batch.length + " rows are more than the " + LARGEST_BATCH + " that may be changed at once");
        }
        return batch;
    }

    private Batch batchOf(int[] batch) {
        Sha256 sha = new Sha256();
        for (int row : batch) {
            int number = rows.names().number(row);
            sha.add((number + ":" + states.row(number).version() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return new Batch(batch.length, sha.hex());
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
        Optional<Saved> known = known(event, reviewer);
        if (known.isPresent()) {
            return known.get();
        }
        int[] batch = batchRows(queue, exceptions);
        if (batch.length == 0) {
            throw new IllegalArgumentException("no row of " + queue + " is open");
        }
        if (!batchOf(batch).hash().equals(hash)) {
            throw new ConflictException(
                    "the rows are others by now; look at them again",
                    state(rows.names().number(batch[0])));
        }
        List<ReviewEntry> lines = new ArrayList<>();
        for (int row : batch) {
            ReviewAnswer answer = answer(row, ReviewAnswer.Choice.LABEL, suggestion(row));
            lines.add(entry(
                    row,
                    action(reviewer, event, lines.size() + 1, batch.length, ReviewEntry.Kind.DECIDE, queue),
                    lines.size(),
                    answer,
                    Optional.empty(),
                    0));
        }
        return save(lines);
    }

    /** What the work has come to. */
    public synchronized Figures figures() {
        Map<ReviewAnswer.Choice, Integer> counts = new TreeMap<>();
        states.rows().values().forEach(row -> counts.merge(row.answer().choice(), 1, Integer::sum));
        sample.update(row -> shown(Queues.SAMPLE, row));
        List<Integer> twice = states.answeredTwice();
        return new Figures(
                rows.names().size(),
                sample.flagged(),
                counts.getOrDefault(ReviewAnswer.Choice.KEEP, 0),
                counts.getOrDefault(ReviewAnswer.Choice.LABEL, 0),
                counts.getOrDefault(ReviewAnswer.Choice.EXCLUDE, 0),
                counts.getOrDefault(ReviewAnswer.Choice.UNSURE, 0),
                counts.getOrDefault(ReviewAnswer.Choice.SKIP, 0),
                sample.drawn().size(),
                sample.answered(),
                sample.rate(),
                sample.precision(),
                twice.size(),
                (int) twice.stream()
                        .filter(number -> !states.isDisputed(number))
                        .count(),
                journal.sequence());
    }

    /** What is to change in the file of labels. */
    public synchronized LabelEdits edits() {
        Map<Integer, String> labels = new HashMap<>();
        Set<Integer> dropped = new HashSet<>();
        states.rows().forEach((number, row) -> {
            if (row.answer().choice() == ReviewAnswer.Choice.LABEL) {
                labels.put(number, row.answer().label());
            } else if (row.answer().choice() == ReviewAnswer.Choice.EXCLUDE) {
                dropped.add(number);
            }
        });
        return new LabelEdits(labels, dropped);
    }

    /** The text of a row; empty if rows have none. */
    public String text(int number) {
        return rows.names().text(index(number));
    }

    /**
     * Writes what is decided in the columns of an audit's review.csv, by row, for {@link io.rectify.run.Decisions}.
     *
     * @throws io.rectify.formats.OutputException if the file cannot be written
     */
    public void writeDecisions(Path file) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        synchronized (this) {
            new TreeMap<>(states.rows()).forEach((number, row) -> {
                String word = row.answer().decision();
                if (!word.isEmpty()) {
                    int index = index(number);
                    lines.add(List.of(
                            Integer.toString(number),
                            rows.names().id(index),
                            rows.given().name(index),
                            row.answer().label(),
                            word));
                }
            });
        }
        CsvOutput.write(file, List.of("row", "id", "given", "suggested", "decision"), lines.stream());
    }

    @Override
    public void close() throws IOException {
        try {
            rows.close();
        } finally {
            journal.close();
        }
    }
}
