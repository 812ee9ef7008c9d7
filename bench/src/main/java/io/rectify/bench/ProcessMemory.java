package io.rectify.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much memory a process has used, as Linux counts it. */
final class ProcessMemory {
    private ProcessMemory() {}

    /** Most bytes that were ever resident in a process; none once it has ended, and none where there is no {@code /proc}. */
    static OptionalLong peak(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (NoSuchFileException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /** The same of this process. */
    static OptionalLong peak() throws IOException {
        return peak(ProcessHandle.current().pid());
    }
}
