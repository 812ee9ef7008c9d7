package io.rectify.embed;

import io.rectify.formats.AtomicOutput;
import io.rectify.formats.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which text each row of a file of features is of, so that features of other texts can take rows from it: of each row the first 16 bytes of
 * the SHA-256 of its text, then 1 if the text has more tokens than the model takes, otherwise 0.
 */
final class RowIndex {
    private static final int BYTES = 2 * Long.BYTES + 1;

    private RowIndex() {}

    /** What a text is told by. */
    record Key(long first, long second) {
        static Key of(String text) {
            ByteBuffer digest = ByteBuffer.wrap(
                    new Sha256().add(text.getBytes(StandardCharsets.UTF_8)).digest());
            return new Key(digest.getLong(), digest.getLong());
        }
    }

    /** A row and what is known of its text. */
    record Row(Key key, boolean truncated) {}

    static void write(Path file, List<Key> keys, Set<Integer> truncated) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(BYTES, keys.size()));
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            bytes.putLong(key.first()).putLong(key.second()).put((byte) (truncated.contains(i) ? 1 : 0));
        }
        AtomicOutput.file(file, temporary -> Files.write(temporary, bytes.array()));
    }

    /** @return the rows in their order; none if there is no such file */
    static List<Row> read(Path file) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            List<Row> rows = new ArrayList<>();
            while (bytes.remaining() >= BYTES) {
                rows.add(new Row(new Key(bytes.getLong(), bytes.getLong()), bytes.get() != 0));
            }
            return rows;
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
