package io.rectify.review;

import io.rectify.run.ReviewAnswer;
import io.rectify.run.ReviewEntry;
import io.rectify.run.ReviewJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Journals of the same rows put together: of people who worked apart, or of copies that went on by themselves. Actions keep their reviewer, their
 * time and the order that they have in their journal; among journals the earlier goes first. What several journals share is taken once.
 * What holds of a row is found anew from all votes, so that where people contradict each other the row is disputed.
 */
public final class JournalMerge {
    private JournalMerge() {}

    /**
     * What came of it.
     *
     * @param actions in the merged journal
     * @param shared actions that an earlier journal had already
     * @param idle undone or redone in a journal what was so already by another
     * @param rows that anything was said of
     * @param disputed rows that reviewers disagree about
     */
    public record Merged(int actions, int shared, int idle, int rows, int disputed) {}

    /** What a line says, wherever it stands: names of events alone may be those of another client. */
    private record Said(ReviewEntry.Action action, int row, ReviewAnswer vote) {
        static Said of(ReviewEntry line) {
            return new Said(line.action(), line.row(), line.vote());
        }
    }

    /** A journal as it was read: actions that no earlier one has, and what all its lines say by their sequence. */
    private record Source(Deque<List<ReviewEntry>> actions, Map<Long, Said> said) {
        Instant time() {
            return actions.element().get(0).action().time();
        }
    }

    /**
     * Writes the merged journal, which appears whole or not at all.
     *
     * @throws IllegalArgumentException if there are fewer than two, or they are of other rows or samples
     * @throws io.rectify.formats.DataFormatException if a line is not as it was written
     * @throws io.rectify.formats.OutputException if it cannot be written
     */
    public static Merged merge(List<Path> files, Path out) throws IOException {
        if (files.size() < 2) {
            throw new IllegalArgumentException("--merge needs two journals or more but has " + files.size());
        }
        List<Source> sources = new ArrayList<>();
        Set<Said> known = new HashSet<>();
        int read = 0;
        ReviewJournal.Header header = null;
        for (Path file : files) {
            Source source = new Source(new ArrayDeque<>(), new HashMap<>());
            ReviewJournal.Header of = ReviewJournal.read(file, (lines, place) -> {
                source.actions().add(lines);
                lines.forEach(line -> source.said().put(line.sequence(), Said.of(line)));
            });
            if (header != null && !header.equals(of)) {
                throw new IllegalArgumentException(file + " is of other rows or another sample (" + words(of)
                        + ") than " + files.get(0) + " (" + words(header) + "); merge journals of one audit");
            }
            header = of;
            read += source.actions().size();
            source.actions().removeIf(lines -> !known.add(Said.of(lines.get(0))));
            sources.add(source);
        }
        RowStates states = new RowStates();
        Map<Said, Long> sequences = new HashMap<>();
        List<ReviewEntry> merged = new ArrayList<>();
        int actions = 0;
        for (Source source = earliest(sources); source != null; source = earliest(sources)) {
            List<ReviewEntry> lines = new ArrayList<>();
            for (ReviewEntry line : source.actions().remove()) {
                Said base = source.said().get(line.base());
                lines.add(states.resolved(line.moved(
                        merged.size() + line.action().part(), base == null ? 0 : sequences.getOrDefault(base, 0L))));
            }
            if (states.take(lines)) {
                merged.addAll(lines);
                lines.forEach(line -> sequences.put(Said.of(line), line.sequence()));
                actions++;
            }
        }
        ReviewJournal.write(out, Objects.requireNonNull(header), merged);
        int disputed =
                (int) states.contested().stream().filter(states::isDisputed).count();
        return new Merged(
                actions,
                read - known.size(),
                known.size() - actions,
                states.rows().size(),
                disputed);
    }

    private static String words(ReviewJournal.Header header) {
        return header.rows() + " rows, fingerprint " + header.data() + ", sample " + header.sample() + ", seed "
                + header.seed();
    }

    /** The journal whose next action is the earliest; null at the end of all. */
    private static @Nullable Source earliest(List<Source> sources) {
        return sources.stream()
                .filter(source -> !source.actions().isEmpty())
                .min(Comparator.comparing(Source::time))
                .orElse(null);
    }
}
