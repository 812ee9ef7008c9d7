package io.rectify.formats;

/** What a column of texts stands for. */
public enum TableRole {
    /** A name of the row, by which rows of two files are matched. */
    ID("id"),
    /** What the row is about, for people to read. */
    TEXT("text"),
    /** The class that was given to the row. */
    LABEL("label");

    private final String defaultName;

    TableRole(String defaultName) {
        this.defaultName = defaultName;
    }

    /** Name of the column that has this role, if it is there and no other has been named. */
    public String defaultName() {
        return defaultName;
    }
}
