package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Path;

/** An output cannot be written where it was asked for. The message is one line that names the place and the reason. */
public final class OutputException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;
    private final String problem;

    /**
     * @param problem the reason; control characters in it are escaped
     */
    public OutputException(Path path, String problem) {
        super(Excerpt.escape(path + ": " + problem));
        this.path = path;
        this.problem = problem;
    }

    /** What the system said is the reason. */
    public OutputException(Path path, IOException cause) {
        this(path, "cannot be written: " + FailureReason.of(cause));
        initCause(cause);
    }

    /** The reason without the path. */
    String problem() {
        return problem;
    }

    public Path path() {
        return path;
    }
}
