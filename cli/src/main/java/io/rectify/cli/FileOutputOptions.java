package io.rectify.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that commands which write one file share with those that write a directory. */
final class FileOutputOptions {
    @Option(
            names = "--overwrite",
            description =
                    "Replace the output if it exists; predict and apply do not without it, other commands that write one file do.")
    boolean overwrite;

    /** @throws IllegalArgumentException if the file exists and may not be replaced */
    void check(Path out) {
        if (Files.isRegularFile(out) && !overwrite) {
            throw new IllegalArgumentException(out + ": already exists; pass --overwrite to replace it");
        }
    }
}
