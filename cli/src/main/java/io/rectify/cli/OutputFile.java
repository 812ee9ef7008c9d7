package io.rectify.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The one file that a command writes. */
final class OutputFile {
    private OutputFile() {}

    /** @throws IllegalArgumentException if the file is one of the inputs */
    static void checkSpares(List<Path> inputs, Path out) throws IOException {
        for (Path input : inputs) {
            if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
                throw new IllegalArgumentException("output " + out + " would overwrite an input");
            }
        }
    }
}
