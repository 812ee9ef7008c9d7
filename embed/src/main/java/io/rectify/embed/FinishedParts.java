package io.rectify.embed;

import io.rectify.formats.AtomicOutput;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.Npy;
import io.rectify.formats.OutputException;
import io.rectify.linalg.Guard;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finished rows of an output that is not whole yet, in a hidden directory beside it, {@code .NAME.parts}: npy files named
 * by the position of their first row, each written whole or not at all, a fingerprint of what they are parts of, and a
 * lock against a second process.
 */
final class FinishedParts implements AutoCloseable {
    private static final String FINGERPRINT = "fingerprint";
    private static final String LOCK = "lock";
    private static final Pattern PART = Pattern.compile("\\d{10}\\.npy");
    private static final Pattern OURS =
            Pattern.compile(FINGERPRINT + "|" + LOCK + "|" + PART.pattern() + "|\\..+\\.tmp-.+");

    private final Path output;
    private final Path directory;
    private final FileChannel lock;
    private final List<Path> parts = new ArrayList<>();
    private int rows;
    private int columns;
    private boolean discarded;

    private FinishedParts(Path output, Path directory, FileChannel lock) {
        this.output = output;
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Finds the parts an earlier process has left; those of another fingerprint are deleted.
     *
     * @throws OutputException if there cannot be such a directory, or another process is at work in it
     */
    static FinishedParts open(Path output, String fingerprint) throws IOException {
        Path directory = directory(output);
        FileChannel lock = lock(output, directory);
        FinishedParts parts = new FinishedParts(output, directory, lock);
        try (Guard<IOException> guard = Guard.of(lock::close)) {
            parts.find(fingerprint);
            return guard.release(parts);
        }
    }

    private static Path directory(Path output) throws IOException {
        if (Files.exists(output) && !Files.isRegularFile(output)) {
            throw new OutputException(
                    output,
                    "expected the name of a file but this is "
                            + (Files.isDirectory(output) ? "a directory" : "a device or a pipe"));
        }
        Path place = AtomicOutput.place(output);
        Path directory = place.resolveSibling("." + place.getFileName() + ".parts");
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new OutputException(directory, "expected a directory but this is a file");
        } catch (FileSystemException e) {
            throw new OutputException(output, "parent directory " + directory.getParent() + " is not writable");
        }
        return directory;
    }

    private static FileChannel lock(Path output, Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this process has it: the same as another process.
        }
        channel.close();
        throw new OutputException(output, "another embed is writing it at this moment");
    }

    private void find(String fingerprint) throws IOException {
        List<Path> files = files();
        Path mark = directory.resolve(FINGERPRINT);
        boolean known = Files.isRegularFile(mark) && Files.readString(mark).equals(fingerprint);
        for (Path file : files) {
            if (PART.matcher(name(file)).matches() && !(known && isNext(file))) {
                discarded = true;
                Files.delete(file);
            } else if (name(file).startsWith(".")) {
                Files.delete(file);
            }
        }
        if (!known) {
            AtomicOutput.file(mark, temporary -> Files.writeString(temporary, fingerprint));
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.sorted().toList();
        }
        for (Path file : files) {
            if (!OURS.matcher(name(file)).matches()) {
                throw new OutputException(directory, "holds " + name(file) + ", which embed does not write");
            }
        }
        return files;
    }

    /** Takes a file as the next part if it is whole and begins where the last one ended. */
    private boolean isNext(Path file) throws IOException {
        if (!name(file).equals(name(rows))) {
            return false;
        }
        try (Matrix part = Npy.readMatrix(file)) {
            if (rows > 0 && part.columns() != columns) {
                return false;
            }
            take(file, part);
            return true;
        } catch (DataFormatException e) {
            return false;
        }
    }

    private void take(Path file, Matrix part) {
        parts.add(file);
        rows += part.rows();
        columns = part.columns();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String name(int firstRow) {
        return String.format("%010d.npy", firstRow);
    }

    /** Number of rows in all parts. */
    int rows() {
        return rows;
    }

    /** Number of columns; 0 while there is no part. */
    int columns() {
        return columns;
    }

    /** Whether parts of something else were found and deleted. */
    boolean hasDiscarded() {
        return discarded;
    }

    /** Adds rows, which are on the disk when this returns. */
    void add(List<float[]> block) throws IOException {
        try (Matrix part = Matrix.of(block.toArray(new float[0][]))) {
            Path file = directory.resolve(name(rows));
            Npy.writeMatrix(file, part);
            take(file, part);
        }
    }

    /** Takes a row with its position in the order in which rows were added. */
    @FunctionalInterface
    interface Reader {
        void accept(int position, float[] row);
    }

    /** Hands on every row. */
    void forEach(Reader reader) throws IOException {
        int position = 0;
        for (Path file : parts) {
            try (Matrix part = Npy.readMatrix(file)) {
                for (int i = 0; i < part.rows(); i++) {
                    reader.accept(position++, part.row(i));
                }
            }
        }
    }

    /** Forgets all parts. */
    void clear() throws IOException {
        for (Path file : parts) {
            Files.delete(file);
        }
        discarded |= !parts.isEmpty();
        parts.clear();
        rows = 0;
        columns = 0;
    }

    /** Ends the work here: the directory stays if a part is in it. */
    @Override
    public void close() throws IOException {
        if (parts.isEmpty()) {
            for (String name : List.of(FINGERPRINT, LOCK)) {
                Files.deleteIfExists(directory.resolve(name));
            }
            lock.close();
            Files.deleteIfExists(directory);
        } else {
            lock.close();
        }
    }

    @Override
    public String toString() {
        return rows + " rows of " + output;
    }
}
