package io.rectify.formats;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a process that was killed in {@link AtomicOutput#directory} left beside its output. Killed while writing, it leaves a
 * directory {@code .NAME.tmp-…}, of no use. Killed between the two renames of a replacement, it leaves no output, and the
 * earlier one, whole, as {@code .NAME.old-…}; between the second and the deletion of the earlier one, both.
 */
public final class Leftovers {
    private static final Pattern OLD = Pattern.compile("old-[0-9a-f]{12}");
    private static final Pattern ANY = Pattern.compile("(tmp|old)-[0-9a-f]{12}(-ended)?");

    private Leftovers() {}

    /**
     * Moves the earlier output back if there is none, and deletes the rest. Only for a process that no other one writes this
     * output beside.
     *
     * @throws OutputException if the earlier output cannot be moved back
     */
    public static void putRight(Path target, Path place) throws OutputException {
        List<Path> left = find(place);
        if (Files.notExists(place, LinkOption.NOFOLLOW_LINKS)) {
            Path earlier = left.stream()
                    .filter(path -> OLD.matcher(purpose(path, place)).matches())
                    .filter(path -> Files.isRegularFile(path.resolve(AtomicOutput.RUN_FILE)))
                    .max(Comparator.comparingLong(
                            path -> path.resolve(AtomicOutput.RUN_FILE).toFile().lastModified()))
                    .orElse(null);
            if (earlier != null) {
                try {
                    Files.move(earlier, place, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    throw new OutputException(target, e);
                }
                left.remove(earlier);
            }
        }
        left.forEach(Leftovers::deleteIfPossible);
    }

    private static List<Path> find(Path place) throws OutputException {
        String start = HiddenName.start(place);
        Path parent = AtomicOutput.parent(place);
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                parent, entry -> String.valueOf(entry.getFileName()).startsWith(start))) {
            for (Path entry : entries) {
                if (ANY.matcher(purpose(entry, place)).matches()
                        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw new OutputException(parent, "cannot be listed: " + e.getMessage());
        } catch (IOException e) {
            throw new OutputException(parent, "cannot be listed: " + FailureReason.of(e));
        }
        return found;
    }

    private static String purpose(Path path, Path place) {
        return String.valueOf(path.getFileName())
                .substring(HiddenName.start(place).length());
    }

    /** What cannot be deleted stays, hidden, and does no harm. */
    private static void deleteIfPossible(Path path) {
        try {
            Temporary.delete(path);
        } catch (IOException e) {
            assert Files.exists(path);
        }
    }
}
