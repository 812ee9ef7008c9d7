package io.rectify.review;

import io.rectify.formats.Sha256;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Many rows at once, as one action: looked at first, then done if they are still the same. */
final class Batches {
    private static final int LARGEST = 100_000;

    private final AuditedRows rows;
    private final RowStates states;
    private final Items items;
    private final Ledger ledger;

    Batches(AuditedRows rows, RowStates states, Items items, Ledger ledger) {
        this.rows = rows;
        this.states = states;
        this.items = items;
        this.ledger = ledger;
    }

    /** The rows of a queue that a batch would change. */
    int[] rows(String queue, int[] open, Set<Integer> exceptions) {
        if (!Queues.isPair(queue)) {
            throw new IllegalArgumentException("only rows of a class pair are changed at once, not those of " + queue);
        }
        Set<Integer> spared = new HashSet<>(exceptions);
        int[] batch = IntStream.of(open)
                .filter(row -> !spared.contains(rows.names().number(row)))
                .toArray();
        if (batch.length > LARGEST) {
            throw new IllegalArgumentException(
                    batch.length + " rows are more than the " + LARGEST + " that may be changed at once");
        }
        return batch;
    }

    ReviewSession.Batch preview(int[] batch) {
        Sha256 sha = new Sha256();
        for (int row : batch) {
            int number = rows.names().number(row);
            sha.add((number + ":" + states.row(number).version() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return new ReviewSession.Batch(batch.length, sha.hex());
    }

    /** Gives them the suggested labels. */
    Saved commit(String event, String reviewer, String queue, int[] batch, String hash) throws IOException {
        if (batch.length == 0) {
            throw new IllegalArgumentException("no row of " + queue + " is open");
        }
        if (!preview(batch).hash().equals(hash)) {
            throw new ConflictException(
                    "the rows are others by now; look at them again",
                    items.state(rows.names().number(batch[0])));
        }
        return ledger.decide(
                event,
                reviewer,
                queue,
                IntStream.of(batch)
                        .mapToObj(row -> new Ledger.Said(
                                row,
                                new ReviewAnswer(ReviewAnswer.Choice.LABEL, items.suggestion(row)),
                                Optional.empty(),
                                0))
                        .toList());
    }
}
