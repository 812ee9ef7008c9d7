package io.rectify.cli;

import java.nio.file.Path;

/** Paths as files that others read refer to them, with slashes on every system. */
final class SlashPath {
    private SlashPath() {}

    /**
     * The way from a folder to a path.
     *
     * @param folder absolute
     * @param path absolute; where it lies on another disk, which no way leads to, it stays as it is
     */
    static String from(Path folder, Path path) {
        String separator = path.getFileSystem().getSeparator();
        boolean reachable = folder.getRoot() != null && folder.getRoot().equals(path.getRoot());
        return (reachable ? folder.relativize(path) : path).toString().replace(separator, "/");
    }
}
