package io.rectify.formats;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Why the operating system refused, in words: some of Java's exceptions carry only the file's name as message. */
final class FailureReason {
    private FailureReason() {}

    static String of(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = failure instanceof FileSystemException f ? f.getReason() : failure.getMessage();
        return Objects.requireNonNullElse(reason, failure.getClass().getSimpleName());
    }
}
