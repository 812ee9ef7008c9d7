package io.rectify.cli;

import io.rectify.distill.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A method by name, or {@code auto}.
 *
 * @param named the method, with the default values of its parameters; none to choose one by noisy labels
 */
record MethodChoice(Optional<Method> named) {
    private static final String AUTO = "auto";

    /** All that can be written. */
    static List<MethodChoice> all(List<Method> methods) {
        return Stream.concat(
                        Stream.of(Optional.<Method>empty()), methods.stream().map(Optional::of))
                .map(MethodChoice::new)
                .toList();
    }

    @Override
    public String toString() {
        return named.map(Method::name).orElse(AUTO);
    }
}
