package io.rectify.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files for reading, or says in one line why it cannot. */
public final class InputFile {
    private InputFile() {}

    static FileChannel channel(Path file) throws DataFormatException {
        return open(file, () -> FileChannel.open(file, StandardOpenOption.READ));
    }

    /**
     * The bytes of a file.
     *
     * @throws DataFormatException if there is none that can be read
     */
    public static InputStream stream(Path file) throws DataFormatException {
        return open(file, () -> Files.newInputStream(file));
    }

    /** The bytes of a file, otherwise as {@link #stream}; those of one whose name ends in .gz are decompressed. */
    public static InputStream textStream(Path file) throws DataFormatException {
        if (Files.isRegularFile(file)) {
            ForeignFormat.checkName(file);
        }
        return CsvRecords.isGzip(file) ? GzipInput.open(file) : stream(file);
    }

    private static <T> T open(Path file, Opener<T> opener) throws DataFormatException {
        if (Files.isDirectory(file)) {
            throw new DataFormatException(DataLocation.in(file), "expected a file but found a directory");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new DataFormatException(DataLocation.in(file), "expected a file but found a device or a pipe");
        }
        try {
            return opener.open();
        } catch (IOException e) {
            throw new DataFormatException(DataLocation.in(file), "cannot be read: " + FailureReason.of(e));
        }
    }

    private interface Opener<T> {
        T open() throws IOException;
    }
}
