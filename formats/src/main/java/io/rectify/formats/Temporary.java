package io.rectify.formats;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * A hidden file or directory beside the place it is meant for. It is deleted when closed, and when the JVM ends, unless
 * it has been moved to its place by then.
 */
final class Temporary implements AutoCloseable {
    /** Guards all static state and every move into place, so that none happens once the JVM has begun to end. */
    private static final Object LOCK = new Object();

    private static final Set<Path> LIVE = new HashSet<>();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 6;
    private static final int SHUTDOWN_ATTEMPTS = 50;
    private static final int SHUTDOWN_PAUSE_MILLIS = 10;

    private static boolean hooked;
    private static boolean ending;

    private final Path path;

    private Temporary(Path path) {
        this.path = path;
    }

    /** Makes an empty file or directory beside {@code place}, and parents that are missing; {@code target} is what the user calls that place. */
    static Temporary create(Path target, Path place, Creator creator) throws IOException {
        Path path = sibling(place, "tmp");
        synchronized (LOCK) {
            checkNotEnding();
            addHook();
            try {
                Files.createDirectories(AtomicOutput.parent(path.toAbsolutePath()));
                creator.create(path);
            } catch (IOException e) {
                throw new OutputException(target, e);
            }
            LIVE.add(path);
        }
        return new Temporary(path);
    }

    private static void addHook() throws IOException {
        if (!hooked) {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(Temporary::deleteLive, "delete temporary outputs"));
            } catch (IllegalStateException e) {
                throw new IOException("interrupted", e);
            }
            hooked = true;
        }
    }

    private static Path sibling(Path place, String purpose) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return HiddenName.of(place, purpose + "-" + HexFormat.of().formatHex(random));
    }

    Path path() {
        return path;
    }

    /** Moves the file over {@code place} in one step. */
    void moveTo(Path place) throws IOException {
        synchronized (LOCK) {
            checkNotEnding();
            Files.move(path, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            LIVE.remove(path);
        }
    }

    /** Moves the directory to {@code place}; if it replaces what is there, that is moved aside first and then deleted. */
    void moveTo(Path place, boolean replace) throws IOException {
        Path old = sibling(place, "old");
        boolean replaced;
        synchronized (LOCK) {
            checkNotEnding();
            replaced = replace && moveAside(place, old);
            try {
                Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (replaced) {
                    Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
                }
                throw e;
            }
            LIVE.remove(path);
        }
        if (replaced) {
            deleteOld(place, old);
        }
    }

    /** Renamed first, so that what is called old is always whole: see {@link Leftovers}. */
    private static void deleteOld(Path place, Path old) throws IOException {
        Path gone = sibling(place, "tmp");
        synchronized (LOCK) {
            checkNotEnding();
            Files.move(old, gone, StandardCopyOption.ATOMIC_MOVE);
            LIVE.add(gone);
        }
        deleteIfPossible(gone);
    }

    /** The new directory is in its place by now: what cannot be deleted of the old one stays beside it, hidden. */
    private static void deleteIfPossible(Path old) {
        try (Temporary ended = new Temporary(old)) {
            assert ended.path.equals(old);
        } catch (IOException e) {
            synchronized (LOCK) {
                LIVE.remove(old);
            }
        }
    }

    private static boolean moveAside(Path place, Path old) throws IOException {
        try {
            Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void checkNotEnding() throws IOException {
        if (ending) {
            throw new IOException("interrupted");
        }
    }

    /** Deletes what has not been moved into place. */
    @Override
    public void close() throws IOException {
        boolean live;
        synchronized (LOCK) {
            live = LIVE.contains(path);
        }
        if (live) {
            delete(path);
            synchronized (LOCK) {
                LIVE.remove(path);
            }
        }
    }

    /** The shutdown hook. Other threads may still be writing, so a directory is first moved out of their way. */
    private static void deleteLive() {
        Set<Path> left = new HashSet<>();
        synchronized (LOCK) {
            ending = true;
            LIVE.forEach(path -> left.add(withdraw(path)));
        }
        for (int attempt = 0; attempt < SHUTDOWN_ATTEMPTS && !left.isEmpty(); attempt++) {
            left.removeIf(Temporary::isDeleted);
            if (!left.isEmpty()) {
                pause();
            }
        }
    }

    private static Path withdraw(Path path) {
        try {
            return Files.move(path, path.resolveSibling(path.getFileName() + "-ended"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            return path;
        }
    }

    private static boolean isDeleted(Path path) {
        try {
            delete(path);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(SHUTDOWN_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    delete(entry);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        Files.deleteIfExists(path);
    }

    interface Creator {
        void create(Path path) throws IOException;
    }
}
