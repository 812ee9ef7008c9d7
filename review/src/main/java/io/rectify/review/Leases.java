package io.rectify.review;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Who has which rows before them, so that two people are not shown the same ones. Soft: nobody is refused because of it, and it ends by
 * itself when its holder is silent. Not kept across restarts.
 */
final class Leases {
    /** How long a silent holder keeps rows. */
    static final Duration TIME = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<Integer, String> holders = new HashMap<>();
    private final Map<String, Instant> ends = new HashMap<>();

    Leases(Clock clock) {
        this.clock = clock;
    }

    /** Whatever a reviewer does shows that he is there. */
    void renew(String reviewer) {
        ends.put(reviewer, clock.instant().plus(TIME));
    }

    void take(int row, String reviewer) {
        holders.put(row, reviewer);
        renew(reviewer);
    }

    void release(int row) {
        holders.remove(row);
    }

    /** A reviewer goes elsewhere. */
    void releaseAll(String reviewer) {
        holders.values().removeIf(reviewer::equals);
    }

    boolean isHeldByAnother(int row, String reviewer) {
        String holder = holders.get(row);
        if (holder == null || holder.equals(reviewer)) {
            return false;
        }
        if (clock.instant().isBefore(ends.getOrDefault(holder, Instant.MIN))) {
            return true;
        }
        releaseAll(holder);
        return false;
    }
}
