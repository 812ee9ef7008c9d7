package io.rectify.cli;

import io.rectify.formats.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notices that an input changed since it began to be read: by its size, its modification time and which file it is. A file that
 * was modified so shortly before that a further change may bear the same time is told by its SHA-256 too.
 */
final class InputWatch {
    /** The coarsest clock of a file system, FAT's, ticks every two seconds. */
    private static final Duration TICK = Duration.ofSeconds(2);

    private final Map<Path, State> states = new LinkedHashMap<>();

    private record State(
            long size, FileTime modified, @Nullable Object key, Optional<String> sha256) {}

    private InputWatch() {}

    /** To be called before the files are read; one that cannot be read is left to whoever reads it. */
    static InputWatch of(List<Path> files) throws IOException {
        InputWatch watch = new InputWatch();
        for (Path file : files) {
            if (Files.isRegularFile(file) && Files.isReadable(file)) {
                State now = state(file, false);
                boolean fresh = now.modified().toInstant().isAfter(Instant.now().minus(TICK));
                watch.states.put(file, fresh ? state(file, true) : now);
            }
        }
        return watch;
    }

    private static State state(Path file, boolean hashed) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new State(
                attributes.size(),
                attributes.lastModifiedTime(),
                attributes.fileKey(),
                hashed ? Optional.of(Sha256.of(file)) : Optional.empty());
    }

    /** @throws IllegalArgumentException naming the first file that is not what it was */
    void checkUnchanged() throws IOException {
        for (Map.Entry<Path, State> entry : states.entrySet()) {
            Path file = entry.getKey();
            State before = entry.getValue();
            if (Files.notExists(file)) {
                throw new IllegalArgumentException(
                        file + ": was deleted or renamed while it was read; nothing is written");
            }
            if (!state(file, before.sha256().isPresent()).equals(before)) {
                throw new IllegalArgumentException(
                        file + ": changed while it was read; nothing is written, start again when it is complete");
            }
        }
    }
}
