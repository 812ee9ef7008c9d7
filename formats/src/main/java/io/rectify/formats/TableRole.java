package io.rectify.formats;

import java.util.List;
import java.util.Set;

/** What a column of texts stands for. */
public enum TableRole {
    /** A name of the row, by which rows of two files are matched. */
    ID("id", Set.of()),
    /** What the row is about, for people to read. */
    TEXT("text", Set.of("sentence", "title", "content")),
    /** The class that was given to the row. */
    LABEL("label", Set.of());

    private final String defaultName;
    private final Set<String> usual;

    TableRole(String defaultName, Set<String> usual) {
        this.defaultName = defaultName;
        this.usual = usual;
    }

    /** Name of the column that has this role, if it is there and no other has been named. */
    public String defaultName() {
        return defaultName;
    }

    /** Which of these columns has this role if none has been named: that of the default name, or else the only one of another usual name. */
    public String among(List<String> names) {
        List<String> found = names.stream().filter(usual::contains).toList();
        return names.contains(defaultName) || found.size() != 1 ? defaultName : found.get(0);
    }
}
