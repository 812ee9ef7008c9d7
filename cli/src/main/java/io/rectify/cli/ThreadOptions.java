package io.rectify.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many threads compute. */
final class ThreadOptions {
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
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
