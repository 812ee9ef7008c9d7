package io.rectify.formats;

import java.util.Collection;
import java.util.Locale;

/** The name that was probably meant by one that is not among them. */
public final class NearestName {
    private static final int LONGEST = 200;
    private static final int SHORT = 3;

    private NearestName() {}

    /** The name to which the fewest letters must be inserted, deleted or replaced, capitals aside; the first of several. */
    public static String of(String mistyped, Collection<String> names) {
        String best = mistyped;
        int least = Integer.MAX_VALUE;
        for (String name : names) {
            int distance = distance(mistyped.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best;
    }

    /** The name that was probably meant, as a question; empty if none is near: within a third of the letters, or two, or what the other begins with. */
    public static String hint(String mistyped, Collection<String> names) {
        if (mistyped.length() > LONGEST || names.isEmpty()) {
            return "";
        }
        String nearest = of(mistyped, names);
        int distance = distance(mistyped.toLowerCase(Locale.ROOT), nearest.toLowerCase(Locale.ROOT));
        boolean longer = nearest.length() > SHORT && mistyped.startsWith(nearest);
        return longer || distance <= Math.max(2, mistyped.length() / 3) && distance < mistyped.length()
                ? "; did you mean " + Excerpt.quoted(nearest) + "?"
                : "";
    }

    /** Levenshtein's distance. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
