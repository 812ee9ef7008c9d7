package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that never finishes its outputs; {@link AtomicOutputShutdownTest} ends it from outside. */
final class UnfinishedOutput {
    private UnfinishedOutput() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        AtomicOutput.directory(directory.resolve("run"), true, run -> {
            Files.writeString(run.resolve("run.json"), "half");
            AtomicOutput.file(directory.resolve("x.csv"), file -> {
                Files.writeString(file, "half");
                System.out.println("ready");
                for (long i = 0; ; i++) {
                    Files.writeString(run.resolve("f" + i), "x");
                }
            });
        });
    }
}
