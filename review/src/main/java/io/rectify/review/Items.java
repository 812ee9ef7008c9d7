package io.rectify.review;

import io.rectify.data.Probabilities;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/** Rows as they are shown: what the audit says of them and what holds of them now. Rows are named by index but where a number is said. */
final class Items {
    private static final int CHOICES = 9;

    private final AuditedRows rows;
    private final RowStates states;
    private final Clusters clusters;
    private final Retrainings retrainings;
    private final int[] rank;

    Items(AuditedRows rows, RowStates states, Clusters clusters, Retrainings retrainings) {
        this.rows = rows;
        this.states = states;
        this.clusters = clusters;
        this.retrainings = retrainings;
        int[] ranking = rows.ranking();
        this.rank = new int[ranking.length];
        for (int i = 0; i < ranking.length; i++) {
            rank[ranking[i]] = i + 1;
        }
    }

    /** @throws NoSuchElementException if there is no row of this number */
    int index(int number) {
        return rows.index(number)
                .orElseThrow(() -> new NoSuchElementException("there is no row " + number + " with a label"));
    }

    /** Place among all by suspicion, from 1. */
    int rank(int row) {
        return rank[row];
    }

    /**
     * @param queue that it is shown in
     * @param position in its queue; −1 if it is asked for by itself
     * @param blind whether it is shown without what the audit says
     * @param shown what counts as its answer
     * @param alone whether what others said of it is hidden
     */
    Item item(String queue, int row, int position, boolean blind, ReviewAnswer shown, boolean alone) {
        int number = rows.names().number(row);
        RowStates.Row state = states.row(number);
        Optional<Retrainings.Verdicts> again = retrainings.of(queue);
        return new Item(
                position,
                number,
                rows.names().id(row),
                rows.names().text(row),
                rows.given().name(row),
                blind ? null : suggestion(queue, row),
                blind ? null : again.map(said -> said.wrong()[row]).orElse(rows.wrong(row)),
                blind ? null : again.map(said -> said.rank()[row]).orElse(rank[row]),
                blind,
                blind ? firstClasses() : likeliest(queue, row),
                clusters.size(row),
                Item.State.of(number, shown, state.version(), alone ? "" : state.reviewer()));
    }

    /** What holds of a row, named by its number. */
    Item.State state(int number) {
        RowStates.Row row = states.row(number);
        return Item.State.of(number, row.answer(), row.version(), row.reviewer());
    }

    private List<String> firstClasses() {
        List<String> names = rows.given().names();
        return names.subList(0, Math.min(CHOICES, names.size()));
    }

    /** The most probable classes by the audit, the most probable first, but what is suggested by a later training before them. */
    private List<String> likeliest(String queue, int row) {
        float[] p = rows.probabilities(row);
        Stream<String> audited = Arrays.stream(Probabilities.largest(p, Math.min(CHOICES, p.length)))
                .mapToObj(rows.given().names()::get);
        return retrainings.of(queue).isEmpty()
                ? audited.toList()
                : Stream.concat(Stream.of(suggestion(queue, row)), audited)
                        .distinct()
                        .limit(CHOICES)
                        .toList();
    }

    /** What is suggested in a queue: by the audit, or in the order of a later training by that, if it is not the given class. */
    String suggestion(String queue, int row) {
        return retrainings
                .of(queue)
                .map(said -> said.suggested()[row])
                .filter(label -> label != rows.given().get(row))
                .map(rows.given().names()::get)
                .orElseGet(() -> suggestion(row));
    }

    /** The class that the audit suggests, or where that is the given one the most probable other. */
    String suggestion(int row) {
        int given = rows.given().get(row);
        int suggested = rows.suggested(row);
        return rows.given()
                .names()
                .get(suggested != given ? suggested : Probabilities.argmaxBut(given, rows.probabilities(row)));
    }

    /** The rows that say so; none of a row that the audit did not list, or of which a later training says something else. */
    List<Item.Near> neighbours(String queue, int row) {
        if (!suggestion(queue, row).equals(suggestion(row))) {
            return List.of();
        }
        return rows.neighbours(row).stream()
                .map(near -> new Item.Near(
                        rows.names().number(near.row()),
                        rows.names().id(near.row()),
                        rows.names().text(near.row()),
                        rows.given().name(near.row()),
                        near.weight()))
                .toList();
    }
}
