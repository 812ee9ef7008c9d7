package io.rectify.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many threads compute. */
final class ThreadOptions {
    /** Threads for each processor beyond which a number is taken for a mistake. */
    private static final int MOST_OF_ONE = 8;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to compute with; results do not depend on it. Default: all processors.")
    @Nullable
    Integer threads;

    /** @throws IllegalArgumentException if fewer than 1 are asked for */
    int count() {
        if (threads != null && threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
        }
        int processors = Runtime.getRuntime().availableProcessors();
        if (threads != null && threads > MOST_OF_ONE * processors) {
            System.err.println("rectify: warning: --threads " + threads + " is far more than the " + processors
                    + " processors, which are used");
            threads = processors;
        }
        return threads == null ? processors : threads;
    }
}
