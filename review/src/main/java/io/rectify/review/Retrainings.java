package io.rectify.review;

import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.Retrained;
import io.rectify.audit.OutOfSample;
import io.rectify.audit.Reviewed;
import io.rectify.data.Dataset;
import io.rectify.distill.Recipe;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.CsvTable;
import io.rectify.linalg.RowBlocks;
import io.rectify.run.AuditedRows;
import io.rectify.run.LabelVerdict;
import io.rectify.run.RankedLabels;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trainings with what people decided, one at a time, in the background. What each says of all rows is kept beside the journal, so that its order
 * stays what it was when the program is started again. Safe for any number of threads.
 */
final class Retrainings implements Closeable {
    private static final String QUEUE = "retrained:";
    private static final int KEPT = 2;
    private static final int DIGITS = 8;
    private static final int LONGEST_WAIT = 20_000;

    private final AuditedRows rows;
    private final Optional<RowFeatures> features;
    private final Path folder;
    private final String data;
    private final Map<Integer, Verdicts> read = new LinkedHashMap<>();
    private volatile Retraining status;
    private volatile boolean closed;
    private int latest;
    private @Nullable Thread thread;

    /**
     * What is said of the rows, by index.
     *
     * @param ranking the most suspicious first
     * @param rank place of each, from 1
     */
    record Verdicts(int[] ranking, int[] rank, int[] suggested, double[] wrong) {}

    /** @param folder of the journal */
    Retrainings(AuditedRows rows, Optional<RowFeatures> features, Path folder, String fingerprint) {
        this.rows = rows;
        this.features = features;
        this.folder = folder;
        this.data = fingerprint.substring(0, Math.min(DIGITS, fingerprint.length()));
        while (Files.isRegularFile(file(latest + 1))) {
            latest++;
        }
        this.status = Retraining.idle(queue());
    }

    /** Named after the data too, so that those of an audit that was replaced are not taken for its own. */
    private Path file(int number) {
        return folder.resolve("retrained-" + data + "-" + number + ".csv");
    }

    /** The latest order; empty if there is none. */
    private String queue() {
        return latest == 0 ? "" : QUEUE + latest;
    }

    Retraining status() {
        return status;
    }

    /** @throws IllegalArgumentException if there is nothing to learn, or the features are not there */
    synchronized Retraining start(Reviewed reviewed) {
        if (status.state() == Retraining.State.RUNNING || closed) {
            return status;
        }
        if (reviewed.known().isEmpty()) {
            throw new IllegalArgumentException("no label was decided yet, so training again would learn nothing new");
        }
        status = status.of(reviewed.known().size());
        Thread started = new Thread(() -> run(reviewed), "rectify-retrain");
        started.setDaemon(true);
        started.start();
        thread = started;
        return status;
    }

    private void run(Reviewed reviewed) {
        try (RowBlocks opened = RowFeatures.open(features, rows);
                Retrained again = Rectify.retrain(
                        Dataset.of(opened, rows.given()),
                        features.orElseThrow().judging().withReviewed(reviewed),
                        new Progress())) {
            status = status.at("writing the new order", status.part(), status.parts());
            finish(again);
        } catch (CancellationException e) {
            status = status.failed("it was ended with the program");
        } catch (IOException | RuntimeException e) {
            status = status.failed(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("a fault of rectify"));
        } catch (OutOfMemoryError e) {
            status = status.failed("memory did not suffice; end rectify review and train by rectify train --reviewed");
        }
    }

    private synchronized void finish(Retrained again) throws IOException {
        if (closed) {
            return;
        }
        RankedLabels ranked = new RankedLabels(again.audit().details().issues());
        CsvOutput.write(
                file(latest + 1),
                List.of("row", "suggested", "p_wrong", "rank"),
                IntStream.range(0, rows.names().size()).mapToObj(row -> fields(row, ranked.verdict(row))));
        latest++;
        status = status.done(queue(), Retraining.Change.of(again.change()));
    }

    private List<String> fields(int row, LabelVerdict verdict) {
        return List.of(
                Integer.toString(rows.names().number(row)),
                verdict.suggested(),
                Double.toString(verdict.wrong().orElseThrow()),
                Integer.toString(verdict.rank().orElseThrow()));
    }

    /** Tells how far it is; ends it with the program. */
    private final class Progress implements Monitor {
        private int done;

        @Override
        public void begins(String what) {
            check();
            status = status.at(what, done, status.parts());
        }

        @Override
        public OutOfSample.Monitor judging(Recipe recipe) {
            return (part, parts) -> {
                check();
                done++;
                status = status.at(status.stage(), done, 2 * parts);
            };
        }

        private void check() {
            if (closed) {
                throw new CancellationException();
            }
        }
    }

    static boolean isQueue(String queue) {
        return queue.startsWith(QUEUE) && queue.substring(QUEUE.length()).matches("[0-9]{1,9}");
    }

    /**
     * What a training says of all rows; none if the queue is not that of one.
     *
     * @throws NoSuchElementException if it is, and there is no such training
     */
    synchronized Optional<Verdicts> of(String queue) {
        if (!isQueue(queue)) {
            return Optional.empty();
        }
        int number = Integer.parseInt(queue.substring(QUEUE.length()));
        if (number < 1 || number > latest) {
            throw new NoSuchElementException("there is no queue '" + queue + "'");
        }
        Verdicts known = read.get(number);
        if (known == null) {
            try {
                known = read(file(number));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            read.put(number, known);
            if (read.size() > KEPT) {
                read.remove(read.keySet().iterator().next());
            }
        }
        return Optional.of(known);
    }

    private Verdicts read(Path file) throws IOException {
        int n = rows.names().size();
        List<String> names = rows.given().names();
        Map<String, Integer> indices = new LinkedHashMap<>();
        names.forEach(name -> indices.put(name, indices.size()));
        Verdicts all = new Verdicts(new int[n], new int[n], new int[n], new double[n]);
        Arrays.fill(all.ranking, -1);
        try (CsvTable table = CsvTable.open(file)) {
            int suggested = table.column("suggested");
            int wrong = table.column("p_wrong");
            int rank = table.column("rank");
            int row = 0;
            for (; table.next(); row++) {
                Integer label = indices.get(table.field(suggested));
                int place = table.field(rank).matches("[0-9]{1,9}") ? Integer.parseInt(table.field(rank)) : 0;
                if (row >= n || label == null || place < 1 || place > n || all.ranking[place - 1] >= 0) {
                    throw table.problem("expected what rectify review wrote; delete the file");
                }
                all.ranking[place - 1] = row;
                all.rank[row] = place;
                all.suggested[row] = label;
                all.wrong[row] = Double.parseDouble(table.field(wrong));
            }
            if (row < n) {
                throw table.problem("expected " + n + " rows but found " + row + "; delete the file");
            }
        } catch (NumberFormatException e) {
            throw new IOException(file + ": expected probabilities in column p_wrong; delete the file", e);
        }
        return all;
    }

    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            try {
                running.join(LONGEST_WAIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
