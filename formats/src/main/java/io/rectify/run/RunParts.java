package io.rectify.run;

import io.rectify.formats.AtomicOutput;
import io.rectify.formats.HiddenName;
import io.rectify.formats.Leftovers;
import io.rectify.formats.OutputException;
import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hidden directory {@code .NAME.parts} beside an output that is being made: a lock against a second process, which the
 * operating system releases however the first one ends, and finished parts of the work for the next process to go on from.
 * For one thread.
 */
public final class RunParts implements AutoCloseable {
    private static final String PURPOSE = "parts";
    private static final String LOCK = "lock";
    private static final int ATTEMPTS = 100;
    private static final int LONGEST_LOCK = 1 << 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Directories that this JVM has locked. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path place;
    private final Path directory;
    private final FileChannel lock;
    private final @Nullable Thread hook;
    private boolean closed;

    private RunParts(Path place, Path directory, FileChannel lock) {
        this.place = place;
        this.directory = directory;
        this.lock = lock;
        this.hook = hook();
    }

    /**
     * Takes the lock, and puts right what a process that was killed while it replaced the output left.
     *
     * @param target the output, a directory
     * @throws OutputException if another process is at work on it, or nothing can be written beside it
     */
    public static RunParts open(Path target) throws OutputException {
        Path place = AtomicOutput.place(target);
        AtomicOutput.checkWritable(target, place);
        Path directory = HiddenName.of(place, PURPOSE);
        try {
            RunParts parts = new RunParts(place, directory, lock(target, directory));
            try (Guard<IOException> guard = Guard.of(parts::close)) {
                Leftovers.putRight(target, place);
                parts.deleteWhatIsOlderThanTheOutput();
                return guard.release(parts);
            }
        } catch (OutputException e) {
            throw e;
        } catch (IOException e) {
            throw new OutputException(target, e);
        }
    }

    /**
     * The process that had the lock before may delete its file at any moment until it is ours. A second channel on a locked file
     * is never opened in this JVM: on POSIX systems its closing would release the lock of the first.
     */
    private static FileChannel lock(Path target, Path directory) throws IOException {
        synchronized (HELD) {
            if (!HELD.add(directory)) {
                throw busy(target);
            }
        }
        try (Guard<RuntimeException> guard = Guard.of(() -> letGo(directory))) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Optional<FileChannel> channel = tryLock(target, directory);
                if (channel.isPresent()) {
                    return guard.release(channel.get());
                }
            }
            throw busy(target);
        }
    }

    /** None if the directory or the file went away meanwhile. */
    private static Optional<FileChannel> tryLock(Path target, Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        createDirectory(directory);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try (Guard<IOException> guard = Guard.of(channel::close)) {
            if (channel.tryLock() == null) {
                throw busy(target);
            }
            try {
                return isThere(channel, file) ? Optional.of(guard.release(channel)) : Optional.empty();
            } catch (IOException e) {
                Files.deleteIfExists(file);
                deleteIfEmpty(directory);
                throw e;
            }
        }
    }

    /** Whether the file that is locked is still the one of that name: told by a length drawn at random. */
    private static boolean isThere(FileChannel locked, Path file) throws IOException {
        int length = 1 + RANDOM.nextInt(LONGEST_LOCK);
        locked.truncate(0);
        locked.write(ByteBuffer.allocate(1), length - 1L);
        try {
            return Files.size(file) == length;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory.resolveSibling(""));
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new OutputException(directory, "expected a directory but this is something else");
            }
        }
    }

    private static OutputException busy(Path target) {
        return new OutputException(target, "another process is writing it at this moment");
    }

    /** Parts older than the output are those of a process that was killed when all had been done. */
    private void deleteWhatIsOlderThanTheOutput() throws IOException {
        Path run = place.resolve(AtomicOutput.RUN_FILE);
        if (Files.isRegularFile(run)) {
            long finished = Files.getLastModifiedTime(run).toMillis();
            boolean newer = false;
            for (Path file : FitParts.files(directory)) {
                newer |= Files.getLastModifiedTime(file).toMillis() > finished;
            }
            if (!newer) {
                FitParts.delete(directory);
            }
        }
    }

    /**
     * The fits that an earlier process had finished, if it did the same; those of anything else are deleted.
     *
     * @param fingerprint of all that results depend on
     * @param pause least time between two writes
     * @param warning told, once, if fits cannot be kept; the work goes on without
     */
    public FitParts fits(String fingerprint, Duration pause, Consumer<String> warning) throws IOException {
        return FitParts.open(directory, fingerprint, pause, warning);
    }

    /** Deletes the parts: the output is in its place. */
    public void done() throws IOException {
        FitParts.delete(directory);
    }

    /** Releases the lock. The directory stays if there are parts in it. */
    @Override
    public void close() throws IOException {
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The JVM is ending: the hook does what is below.
                return;
            }
        }
        release();
    }

    private @Nullable Thread hook() {
        Thread thread = new Thread(this::releaseQuietly, "release the lock of an output");
        try {
            Runtime.getRuntime().addShutdownHook(thread);
            return thread;
        } catch (IllegalStateException e) {
            return null;
        }
    }

    private void releaseQuietly() {
        try {
            release();
        } catch (IOException e) {
            closed = true;
        }
    }

    private synchronized void release() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        boolean emptied = false;
        try (FileChannel released = lock) {
            assert released.isOpen();
            if (FitParts.isEmpty(directory)) {
                FitParts.delete(directory);
                Files.deleteIfExists(directory.resolve(LOCK));
                emptied = true;
            }
        } finally {
            letGo(directory);
        }
        if (emptied) {
            // Only now: Windows may keep the name of a deleted file until the file is closed.
            deleteIfEmpty(directory);
        }
    }

    private static void letGo(Path directory) {
        synchronized (HELD) {
            HELD.remove(directory);
        }
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            assert Files.exists(directory) : "someone else's files are left alone";
        }
    }
}
