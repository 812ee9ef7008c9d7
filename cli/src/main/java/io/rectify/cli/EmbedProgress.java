package io.rectify.cli;

import io.rectify.embed.Embedding;
import java.util.Locale;

/**
 * Tells on standard error, every few seconds, how many texts are embedded and how long the rest will take at the pace of
 * this process: on a terminal in one line that is written again and again, elsewhere in lines.
 */
final class EmbedProgress implements Embedding.Monitor, AutoCloseable {
    private static final long EVERY_NANOS = 5_000_000_000L;
    private static final long EVERY_NANOS_ON_TERMINAL = 500_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final boolean quiet;
    private final String what;
    private final boolean terminal = "1".equals(System.getenv("RECTIFY_TERMINAL"));
    private long begin = -1;
    private long reported;
    private double beginShare;
    private boolean shown;

    EmbedProgress(boolean quiet) {
        this(quiet, "texts");
    }

    /** @param what is embedded, in the plural */
    EmbedProgress(boolean quiet, String what) {
        this.quiet = quiet;
        this.what = what;
    }

    @Override
    public void discarded() {
        say("parts that an earlier embed left for this output are of another command or other inputs: starting anew");
    }

    @Override
    public void finished(int rows, int of, double share) {
        long now = System.nanoTime();
        if (begin < 0) {
            begin = now;
            reported = now;
            beginShare = share;
            if (rows > 0) {
                say("going on after " + Wording.count(rows) + " of " + Wording.count(of) + " " + what);
            }
        } else if (!quiet && rows < of && now - reported > (terminal ? EVERY_NANOS_ON_TERMINAL : EVERY_NANOS)) {
            reported = now;
            double secondsLeft = (now - begin) / 1e9 * (1 - share) / (share - beginShare);
            String line = String.format(
                    Locale.ROOT,
                    "%.0f %% of the work, %s of %s %s, about %s left",
                    100 * share,
                    Wording.count(rows),
                    Wording.count(of),
                    what.equals("texts") ? "texts (the longest first)" : what,
                    duration(Math.round(secondsLeft)));
            if (terminal) {
                System.err.print(CLEAR_LINE + line);
                System.err.flush();
                shown = true;
            } else {
                System.err.println(line);
            }
        }
    }

    /** Seconds in the units people use for so many. */
    static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = (seconds + 30) / 60;
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    private void say(String line) {
        if (!quiet) {
            System.err.println(line);
        }
    }

    @Override
    public void close() {
        if (shown) {
            System.err.print(CLEAR_LINE);
            System.err.flush();
            shown = false;
        }
    }
}
