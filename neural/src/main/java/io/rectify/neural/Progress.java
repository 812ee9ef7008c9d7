package io.rectify.neural;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a training is.
 *
 * @param epoch the one it is in, from 1
 * @param epochs how many there will be, unless it stops early
 * @param batch steps of this epoch that are done
 * @param batches steps of an epoch
 * @param elapsed since it began, or went on from a checkpoint
 * @param left about as much as the rest will take, once a step is done
 */
public record Progress(int epoch, int epochs, int batch, int batches, Duration elapsed, Optional<Duration> left) {
    /** @param before steps that were done before the clock began */
    static Progress of(int epoch, int epochs, int batch, int batches, long before, Duration elapsed) {
        long done = (epoch - 1L) * batches + batch;
        long rest = (long) epochs * batches - done;
        Optional<Duration> left = done > before
                ? Optional.of(Duration.ofNanos((long) (elapsed.toNanos() / (double) (done - before) * rest)))
                : Optional.empty();
        return new Progress(epoch, epochs, batch, batches, elapsed, left);
    }

    /** One line such as {@code epoch 3 of 20, batch 5 of 40, 0:12 passed, about 1:30 left}. */
    @Override
    public String toString() {
        return "epoch " + epoch + " of " + epochs + ", batch " + batch + " of " + batches + ", " + clock(elapsed)
                + " passed"
                + left.map(rest -> ", about " + clock(rest) + " left").orElse("");
    }

    private static String clock(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1000.0);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
