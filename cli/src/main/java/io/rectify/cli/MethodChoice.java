package io.rectify.cli;

import io.rectify.distill.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A method by name, or {@code auto}.
 *
 * @param named the method; none to choose one by noisy labels
 */
record MethodChoice(Optional<Method> named) {
    private static final String AUTO = "auto";

    /** All that can be written. */
    static List<MethodChoice> all() {
        List<MethodChoice> all = new ArrayList<>(List.of(new MethodChoice(Optional.empty())));
        Arrays.stream(Method.values()).map(Optional::of).map(MethodChoice::new).forEach(all::add);
        return all;
    }

    static MethodChoice of(String word) {
        return Choice.of(all().toArray(MethodChoice[]::new), word);
    }

    @Override
    public String toString() {
        return named.map(Method::toString).orElse(AUTO);
    }

    /** The words, for help. */
    static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return all().stream().map(MethodChoice::toString).iterator();
        }
    }
}
