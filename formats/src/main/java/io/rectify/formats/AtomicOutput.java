package io.rectify.formats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files and directories that appear whole or not at all.
 *
 * <p>An action writes to a hidden sibling, {@code .NAME.tmp-…}, which is forced to disk and then moved over the target
 * in one step. If the action fails, or the JVM is asked to end (Ctrl-C, SIGTERM), the sibling is deleted and the target
 * is as it was. A process killed outright may leave the hidden sibling behind, never half a target; {@link Leftovers} puts
 * that right.
 */
public final class AtomicOutput {
    /** The file by which a directory is known to be the output of an earlier run. */
    public static final String RUN_FILE = "run.json";

    private AtomicOutput() {}

    /** Writes an output to the place it is given, which is not yet the final one. */
    @FunctionalInterface
    public interface Action {
        /**
         * Writes to a file or directory that is there and empty.
         *
         * @throws IOException if writing, or reading what is to be written, fails
         */
        void write(Path temporary) throws IOException;
    }

    /**
     * Writes a file, replacing one of that name. A symbolic link is followed; a device or a pipe is written directly.
     *
     * @throws OutputException if the target is a directory, a parent is a file, or writing fails
     * @throws IOException if the action throws it for something other than the output
     */
    public static void file(Path target, Action action) throws IOException {
        if (Files.isDirectory(target)) {
            throw new OutputException(target, "expected the name of a file but this is a directory");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            run(action, target, target);
            return;
        }
        Path place = place(target);
        try (Temporary temporary = Temporary.create(target, place, Files::createFile)) {
            run(action, temporary.path(), target);
            try {
                DiskSync.file(temporary.path());
                temporary.moveTo(place);
                DiskSync.directory(parent(place));
            } catch (IOException e) {
                throw new OutputException(target, e);
            }
        }
    }

    /**
     * Writes a directory.
     *
     * @param replace whether a directory of that name is replaced: only if it is empty, or holds {@value #RUN_FILE} and
     *     nothing of a name that the new one lacks, so that nothing but an earlier output is ever deleted
     * @throws OutputException if the target exists and is not to be replaced, a parent is a file, or writing
     *     fails
     * @throws IOException if the action throws it for something other than the output
     */
    public static void directory(Path target, boolean replace, Action action) throws IOException {
        directory(target, replace, Set.of(), action);
    }

    /**
     * The same where an earlier output may have had files that the new one lacks.
     *
     * @param others names of such files
     */
    public static void directory(Path target, boolean replace, Set<String> others, Action action) throws IOException {
        Path place = place(target);
        checkReplaceable(target, place, replace);
        try (Temporary temporary = Temporary.create(target, place, Files::createDirectory)) {
            run(action, temporary.path(), target);
            checkReplaceable(target, place, replace);
            Set<String> known = names(temporary.path());
            known.addAll(others);
            checkNothingElse(target, place, known);
            try {
                DiskSync.tree(temporary.path());
                temporary.moveTo(place, replace);
                DiskSync.directory(parent(place));
            } catch (IOException e) {
                throw new OutputException(target, e);
            }
        }
    }

    /**
     * Refuses at once what {@link #directory} would refuse after the work of an action has been done.
     *
     * @param names what the action will write
     * @throws OutputException as {@link #directory}
     */
    public static void checkDirectory(Path target, boolean replace, Set<String> names) throws OutputException {
        Path place = place(target);
        checkReplaceable(target, place, replace);
        checkNothingElse(target, place, names);
        checkWritable(target, place);
    }

    /**
     * @param place what {@link #place} gives for the target
     * @throws OutputException if nothing can be written beside it
     */
    public static void checkWritable(Path target, Path place) throws OutputException {
        Path nearest = nearest(place);
        if (!Files.isWritable(nearest)) {
            throw new OutputException(target, "parent directory " + nearest + " is not writable");
        }
    }

    private static void checkNothingElse(Path target, Path place, Set<String> names) throws OutputException {
        if (Files.isDirectory(place)) {
            for (String name : names(place)) {
                if (!names.contains(name)) {
                    throw new OutputException(
                            target,
                            "is not replaced because it holds " + Excerpt.quoted(name) + ", which no run writes");
                }
            }
        }
    }

    private static void checkReplaceable(Path target, Path place, boolean replace) throws OutputException {
        if (Files.notExists(place)) {
            return;
        }
        if (!Files.isDirectory(place)) {
            throw new OutputException(target, "expected the name of a directory but this is a file");
        }
        if (!replace) {
            throw new OutputException(target, "already exists; pass --overwrite to replace it");
        }
        if (Paths.get("").toAbsolutePath().startsWith(place)) {
            throw new OutputException(target, "is not replaced because it is or holds the current directory");
        }
        if (!Files.isRegularFile(place.resolve(RUN_FILE)) && !names(place).isEmpty()) {
            throw new OutputException(
                    target, "is not replaced because it is not empty and holds no " + RUN_FILE + " of an earlier run");
        }
    }

    private static SortedSet<String> names(Path directory) throws OutputException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new OutputException(directory, "cannot be listed: " + FailureReason.of(e));
        } catch (UncheckedIOException e) {
            throw new OutputException(directory, "cannot be listed: " + e.getMessage());
        }
    }

    /**
     * Where the target is once links have been followed. Parent directories that are missing are made when it is written.
     *
     * @throws OutputException if a parent is a file
     */
    public static Path place(Path target) throws OutputException {
        try {
            Path place = Files.exists(target)
                    ? target.toRealPath()
                    : target.toAbsolutePath().normalize();
            if (place.getFileName() == null) {
                throw new OutputException(target, "expected a name below the root directory");
            }
            Path nearest = nearest(place);
            if (!Files.isDirectory(nearest)) {
                throw new OutputException(target, "parent directory " + nearest + " is a file");
            }
            return place;
        } catch (OutputException e) {
            throw e;
        } catch (IOException e) {
            throw new OutputException(target, e);
        }
    }

    /** The nearest parent that exists. */
    private static Path nearest(Path place) {
        Path parent = parent(place);
        while (!Files.exists(parent) && parent.getParent() != null) {
            parent = parent(parent);
        }
        return parent;
    }

    static Path parent(Path place) {
        Path parent = place.getParent();
        return parent == null ? place : parent;
    }

    /** Runs the action; a failure that concerns the output, not something the action reads, names the target. */
    private static void run(Action action, Path temporary, Path target) throws IOException {
        try {
            action.write(temporary);
        } catch (DataFormatException e) {
            throw e;
        } catch (OutputException e) {
            throw e.path().startsWith(temporary) ? new OutputException(target, e.problem()) : e;
        } catch (FileSystemException e) {
            boolean ours = e.getFile() != null && Path.of(e.getFile()).startsWith(temporary);
            throw ours ? new OutputException(target, e) : e;
        } catch (IOException e) {
            throw new OutputException(target, e);
        }
    }
}
