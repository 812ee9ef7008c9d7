package io.rectify.formats;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Names of what lies hidden beside an output: {@code .NAME.PURPOSE}; long names are cut and told apart by a digest. */
public final class HiddenName {
    private static final int LONGEST = 50;
    private static final int DIGITS = 12;

    private HiddenName() {}

    /** @param place of the output, links followed */
    public static Path of(Path place, String purpose) {
        return place.resolveSibling(start(place) + purpose);
    }

    /** What the names of all that is hidden beside an output begin with. */
    static String start(Path place) {
        String name = String.valueOf(place.getFileName());
        if (name.codePointCount(0, name.length()) <= LONGEST) {
            return "." + name + ".";
        }
        return "." + name.substring(0, name.offsetByCodePoints(0, LONGEST - DIGITS - 1)) + "~" + digest(name) + ".";
    }

    private static String digest(String name) {
        return Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
    }
}
