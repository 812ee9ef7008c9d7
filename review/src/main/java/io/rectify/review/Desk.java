package io.rectify.review;

import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What lies before a reviewer: which rows of a queue are open to him, and what of them he may see. Rows are named by index. Besides the queues of
 * the audit there are two that come of what is decided, each in the order in which rows came into it, so that places in it stay what they are:
 * {@code disputed}, rows that reviewers disagree about, and {@code second}, rows that others are done with and this one is not.
 */
final class Desk {
    private final AuditedRows rows;
    private final RowStates states;
    private final Items items;
    private final Queues queues;
    private final Retrainings retrainings;
    private final Leases leases;

    Desk(AuditedRows rows, RowStates states, Items items, Queues queues, Retrainings retrainings, Clock clock) {
        this.rows = rows;
        this.states = states;
        this.items = items;
        this.queues = queues;
        this.retrainings = retrainings;
        this.leases = new Leases(clock);
    }

    Leases leases() {
        return leases;
    }

    List<ReviewSession.Queue> queues(String reviewer) {
        Map<String, Integer> done = queues.count(
                row -> states.tally().choice(rows.names().number(row)).isDone());
        List<ReviewSession.Queue> all = new ArrayList<>();
        for (Queues.Offer offer : queues.offers()) {
            int open = offer.isSmall()
                    ? open(reviewer, offer.name()).length
                    : offer.size() - done.getOrDefault(offer.name(), 0);
            all.add(new ReviewSession.Queue(offer.name(), offer.title(), offer.size(), open));
        }
        String again = retrainings.status().queue();
        if (!again.isEmpty()) {
            ReviewSession.Queue first = all.get(0);
            all.add(
                    1,
                    new ReviewSession.Queue(
                            again, "Most suspicious first, trained with your decisions", first.size(), first.open()));
        }
        int size = states.contested().size();
        if (size > 0) {
            int open = open(reviewer, Queues.DISPUTED).length;
            all.add(new ReviewSession.Queue(Queues.DISPUTED, "Reviewers disagree: settle it", size, open));
        }
        int second = states.tally().openToSecond(reviewer);
        if (second > 0) {
            all.add(new ReviewSession.Queue(
                    Queues.SECOND,
                    "Second opinion, without what others said",
                    states.rows().size(),
                    second));
        }
        return all;
    }

    /** @throws java.util.NoSuchElementException if there is no such queue */
    int[] order(String queue) {
        return switch (queue) {
            case Queues.DISPUTED -> indices(states.contested());
            case Queues.SECOND -> indices(states.rows().keySet());
            default -> retrainings.of(queue).map(Retrainings.Verdicts::ranking).orElseGet(() -> queues.order(queue));
        };
    }

    private int[] indices(Set<Integer> numbers) {
        return numbers.stream().mapToInt(items::index).toArray();
    }

    int[] open(String reviewer, String queue) {
        return IntStream.of(order(queue))
                .filter(row -> isOpen(reviewer, queue, row))
                .toArray();
    }

    private boolean isOpen(String reviewer, String queue, int row) {
        int number = rows.names().number(row);
        return switch (queue) {
            case Queues.DISPUTED -> states.isDisputed(number);
            case Queues.SECOND -> {
                Ballot ballot = states.row(number).ballot();
                yield ballot.verdict().equals(ReviewAnswer.OPEN)
                        && !ballot.of(reviewer).isDone()
                        && !ballot.done().isEmpty();
            }
            case Queues.SAMPLE -> !shown(reviewer, queue, row).isDone();
            default -> !states.tally().choice(number).isDone();
        };
    }

    /** What counts as the row's answer in a queue: in the sample what was said blindly, for a second opinion one's own. */
    private ReviewAnswer shown(String reviewer, String queue, int row) {
        int number = rows.names().number(row);
        return switch (queue) {
            case Queues.SAMPLE -> states.blind(number).outcome();
            case Queues.SECOND -> states.row(number).ballot().of(reviewer);
            default -> states.row(number).answer();
        };
    }

    /** Whether a row is asked about without a suggestion: in the sample, and where what was said so is doubted. */
    boolean isBlind(String queue, int row) {
        Ballot blind = states.blind(rows.names().number(row));
        return switch (queue) {
            case Queues.SAMPLE -> true;
            case Queues.SECOND -> !blind.done().isEmpty();
            case Queues.DISPUTED -> blind.isDisputed();
            default -> false;
        };
    }

    /** @param reviewer to whom rows are lent; empty if to nobody */
    Item.Page page(String reviewer, String queue, int from, int limit, boolean onlyOpen) {
        int[] order = order(queue);
        boolean lent = onlyOpen && !reviewer.isEmpty();
        if (lent && from == 0) {
            leases.releaseAll(reviewer);
        }
        List<Item> found = new ArrayList<>();
        int held = 0;
        int at = from;
        for (; at < order.length && found.size() < limit; at++) {
            if (!onlyOpen || isOpen(reviewer, queue, order[at])) {
                if (lent && leases.isHeldByAnother(order[at], reviewer)) {
                    held++;
                    continue;
                }
                if (lent) {
                    leases.take(order[at], reviewer);
                }
                found.add(item(reviewer, queue, order[at], at));
            }
        }
        return new Item.Page(found, at < order.length ? (Integer) at : null, held);
    }

    /** @param position in the queue; −1 if it is asked for by itself */
    Item item(String reviewer, String queue, int row, int position) {
        return items.item(
                queue, row, position, isBlind(queue, row), shown(reviewer, queue, row), queue.equals(Queues.SECOND));
    }
}
