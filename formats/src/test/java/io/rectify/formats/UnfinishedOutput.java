package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that does not finish its outputs unless left alone for a minute; {@link AtomicOutputShutdownTest} ends it
 * from outside.
 */
final class UnfinishedOutput {
    private static final long NANOS = 60_000_000_000L;

    private UnfinishedOutput() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        AtomicOutput.directory(directory.resolve("run"), true, run -> {
            Files.writeString(run.resolve("run.json"), "half");
            AtomicOutput.file(directory.resolve("x.csv"), file -> {
                Files.writeString(file, "half");
                System.out.println("ready");
                long start = System.nanoTime();
                for (long i = 0; System.nanoTime() - start < NANOS; i++) {
                    Files.writeString(run.resolve("f" + i), "x");
                }
            });
        });
    }
}
