package io.rectify.cli;

import io.rectify.formats.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Size and SHA-256 of the inputs of a run, found while it reads them: whichever comes first to a part of a file brings it from the disk for both. That
 * nothing changes meanwhile is what {@link InputWatch} sees to.
 */
final class InputHashes {
    private final FutureTask<Map<String, Object>> task;

    private InputHashes(FutureTask<Map<String, Object>> task) {
        this.task = task;
    }

    /** Begins with the first file. */
    static InputHashes begin(List<Path> files) {
        FutureTask<Map<String, Object>> task = new FutureTask<>(() -> described(files));
        Thread thread = new Thread(task, "hashes of inputs");
        thread.setDaemon(true);
        thread.start();
        return new InputHashes(task);
    }

    /**
     * What run.json says of each file, when all are done.
     *
     * @throws IOException if one cannot be read
     */
    Map<String, Object> await() throws IOException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while inputs were hashed", e);
        }
    }

    private static Map<String, Object> described(List<Path> files) throws IOException {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (Path file : files) {
            inputs.put(file.toString(), described(file));
        }
        return inputs;
    }

    private static Map<String, Object> described(Path file) throws IOException {
        Map<String, Object> description = new LinkedHashMap<>();
        if (Files.isDirectory(file)) {
            description.put("folder", true);
            return description;
        }
        description.put("bytes", Files.size(file));
        description.put("sha256", Sha256.of(file));
        return description;
    }
}
