package io.rectify.cli;

import io.rectify.linalg.Machine;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much memory features may take; beyond, they are read from the file block by block. */
final class MemoryOptions {
    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "Memory for features, such as 2g or 500m; larger ones are read from disk block by block, which"
                            + " takes longer. Default: half of the machine's.")
    @Nullable
    String memory;

    /** @throws IllegalArgumentException if the size cannot be read */
    long bytes() {
        return memory == null ? Machine.memory() / 2 : parse(memory.toLowerCase(Locale.ROOT));
    }

    private static long parse(String size) {
        if (!size.matches("[0-9]{1,12}[kmgt]?b?")) {
            throw new IllegalArgumentException("--memory must be a size such as 500m or 2g but is '" + size + "'");
        }
        String digits = size.replaceAll("[a-z]", "");
        String unit = size.substring(digits.length()).replace("b", "");
        return Long.parseLong(digits) << (unit.isEmpty() ? 0 : 10 * ("kmgt".indexOf(unit) + 1));
    }
}
