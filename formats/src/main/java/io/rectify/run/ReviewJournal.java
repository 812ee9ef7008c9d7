package io.rectify.run;

import io.rectify.formats.AtomicOutput;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.OutputException;
import io.rectify.linalg.Guard;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What reviewers decided, in a file that is only ever appended to: JSON Lines, the first a header that binds it to the rows that were
 * audited, every further one a {@link ReviewEntry} with a checksum. An action is on the disk before {@link #append} returns, whole or not
 * at all: lines of an action that was cut off by a crash are dropped when the journal is opened again.
 *
 * <p>One process at a time holds a journal open. Not thread-safe.
 */
public final class ReviewJournal implements Closeable {
    /** Its name in the directory of an audit. */
    public static final String NAME = "review.jsonl";

    private static final int LONGEST_LINE = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final Header header;
    private final Optional<String> dropped;
    private long length;
    private long sequence;
    private boolean broken;

    /**
     * What a journal is bound to.
     *
     * @param data fingerprint of the rows that are reviewed and their classes
     * @param rows N
     * @param sample how many rows were drawn at random to be asked about blindly
     * @param seed of that draw
     */
    public record Header(String data, int rows, int sample, long seed) {}

    /** Takes the lines of an action. */
    public interface Replay {
        /** @throws DataFormatException if they do not follow from those before, or are of other rows */
        void action(List<ReviewEntry> lines, DataLocation place) throws DataFormatException;
    }

    private ReviewJournal(Path file, FileChannel channel, Header header, Scan scan) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        this.dropped = scan.dropped();
        this.length = scan.length;
        this.sequence = scan.sequence;
    }

    /**
     * Writes a whole journal, which appears whole or not at all.
     *
     * @param lines all of them, their sequences from 1
     * @throws OutputException if it cannot be written
     */
    public static void write(Path file, Header header, List<ReviewEntry> lines) throws IOException {
        AtomicOutput.file(file, place -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(place))) {
                out.write(ReviewLines.header(header));
                for (ReviewEntry line : lines) {
                    out.write(ReviewLines.entry(line));
                }
            }
        });
    }

    /** Whether a file is a journal, by how it begins. */
    public static boolean is(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        byte[] mark = ReviewLines.MARK.getBytes(StandardCharsets.UTF_8);
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(mark.length), mark);
        }
    }

    /**
     * Reads a journal, which another process may have open.
     *
     * @throws DataFormatException if a line is not as it was written
     */
    public static Header read(Path file, Replay replay) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Scan scan = new Scan(file, in, replay);
            scan.run();
            if (scan.header == null) {
                throw new DataFormatException(DataLocation.in(file), "expected a journal but it has no whole line");
            }
            return scan.header;
        }
    }

    /**
     * Opens a journal, or begins one where there is none.
     *
     * @param expected what a new one is bound to. An older one must be of the same data; its own sample stands
     * @param replay gets all actions that are there, in order
     * @throws IllegalArgumentException if another process has it open, or it is of other data
     * @throws DataFormatException if a line is not as it was written
     * @throws OutputException if it cannot be written
     */
    public static ReviewJournal open(Path file, Header expected, Replay replay) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new OutputException(file, e);
        }
        try (Guard<IOException> guard = Guard.of(channel::close)) {
            lock(file, channel);
            Scan scan = new Scan(file, Channels.newInputStream(channel), replay);
            scan.run();
            Header header = scan.header;
            if (header != null && (!header.data().equals(expected.data()) || header.rows() != expected.rows())) {
                throw new IllegalArgumentException(file + " was made of other rows, labels or classes ("
                        + header.rows() + " rows, fingerprint " + header.data() + ") than these (" + expected.rows()
                        + " rows, fingerprint " + expected.data()
                        + "); move it away, or review the audit that it is of");
            }
            ReviewJournal journal = new ReviewJournal(file, channel, header == null ? expected : header, scan);
            channel.truncate(scan.length);
            if (header == null) {
                journal.write(ReviewLines.header(expected));
            }
            return guard.release(journal);
        }
    }

    /** A byte far behind the end, so that others may read. */
    private static void lock(Path file, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IllegalArgumentException(
                    file + " is open in another rectify review; work in its page, or end it first");
        }
    }

    public Header header() {
        return header;
    }

    public Path file() {
        return file;
    }

    /** What was dropped at the end of the file because it was never finished, in words; none if nothing was. */
    public Optional<String> dropped() {
        return dropped;
    }

    /** Sequence of the last line; 0 if there is none. */
    public long sequence() {
        return sequence;
    }

    /**
     * Appends the lines of one action, and returns when they are on the disk.
     *
     * @param lines whose sequences follow {@link #sequence}
     * @throws OutputException if they cannot be written; none of them is then in the journal
     */
    public void append(List<ReviewEntry> lines) throws IOException {
        if (broken) {
            throw new OutputException(file, "could not be put right after a failed write; start again");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).sequence() != sequence + 1 + i) {
                throw new IllegalArgumentException(
                        "sequence " + lines.get(i).sequence() + " does not follow " + (sequence + i));
            }
            bytes.write(ReviewLines.entry(lines.get(i)));
        }
        write(bytes.toByteArray());
        sequence += lines.size();
    }

    private void write(byte[] bytes) throws IOException {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            for (long at = length; buffer.hasRemaining(); ) {
                at += channel.write(buffer, at);
            }
            channel.force(false);
            length += bytes.length;
        } catch (IOException e) {
            try {
                channel.truncate(length);
            } catch (IOException stuck) {
                broken = true;
                e.addSuppressed(stuck);
            }
            throw new OutputException(file, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** One pass over the lines; afterwards it knows where the last whole action ends. */
    private static final class Scan {
        private final Path file;
        private final InputStream in;
        private final Replay replay;
        private final byte[] buffer = new byte[1 << 16];
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final List<ReviewEntry> action = new ArrayList<>();
        private @Nullable Header header;
        private long length;
        private long read;
        private long number;
        private long sequence;

        Scan(Path file, InputStream in, Replay replay) {
            this.file = file;
            this.in = in;
            this.replay = replay;
        }

        void run() throws IOException {
            long whole = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int from = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, from, i - from);
                        from = i + 1;
                        whole = read + from;
                        line(line.toByteArray(), whole);
                        line.reset();
                    }
                }
                line.write(buffer, from, count - from);
                if (line.size() > LONGEST_LINE) {
                    throw new DataFormatException(place(), "expected a line of a journal but it is too long for one");
                }
                read += count;
            }
            if (header == null && read > 0 && !isBegun()) {
                throw new DataFormatException(DataLocation.in(file), "expected a journal of rectify review");
            }
        }

        /** Whether all there is is the beginning of a header. */
        private boolean isBegun() {
            String text = line.toString(StandardCharsets.UTF_8);
            return text.startsWith(ReviewLines.MARK) || ReviewLines.MARK.startsWith(text);
        }

        private DataLocation place() {
            return DataLocation.in(file).withLine(number);
        }

        private void line(byte[] bytes, long end) throws IOException {
            number++;
            if (header == null) {
                if (!new String(bytes, StandardCharsets.UTF_8).startsWith(ReviewLines.MARK)) {
                    throw new DataFormatException(place(), "expected a journal of rectify review");
                }
                header = ReviewLines.readHeader(bytes, place());
                length = end;
                return;
            }
            ReviewEntry entry = ReviewLines.readEntry(bytes, place());
            if (entry.sequence() != sequence + action.size() + 1) {
                throw new DataFormatException(
                        place().withColumn("seq"),
                        "expected " + (sequence + action.size() + 1) + " but found " + entry.sequence()
                                + ": lines are missing or out of order");
            }
            if (entry.action().part() != action.size() + 1
                    || (!action.isEmpty()
                            && !action.get(0)
                                    .action()
                                    .event()
                                    .equals(entry.action().event()))) {
                throw new DataFormatException(
                        place().withColumn("part"), "expected the next line of the action before but found another");
            }
            action.add(entry);
            if (action.size() == entry.action().parts()) {
                replay.action(List.copyOf(action), place());
                sequence += action.size();
                length = end;
                action.clear();
            }
        }

        Optional<String> dropped() {
            return read == length
                    ? Optional.empty()
                    : Optional.of(String.format(
                            "%s: dropped the last %d bytes, %s, which were not finished when rectify ended",
                            file, read - length, Excerpt.quoted(start())));
        }

        private String start() {
            String text = action.isEmpty()
                    ? line.toString(StandardCharsets.UTF_8)
                    : action.size() + " of " + action.get(0).action().parts() + " lines of event "
                            + action.get(0).action().event();
            return text.substring(0, Math.min(60, text.length()));
        }
    }
}
