package io.rectify.formats;

import java.io.IOException;

/**
 * A data file does not hold what it should. The message is one line that names the file and, where they apply, line, row
 * and column, what was expected and what was found.
 */
public final class DataFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient DataLocation location;

    /**
     * @param problem what was expected and what was found; control characters in it are escaped
     */
    public DataFormatException(DataLocation location, String problem) {
        super(location + ": " + Excerpt.escape(problem));
        this.location = location;
    }

    /** Where in which file. */
    public DataLocation location() {
        return location;
    }
}
