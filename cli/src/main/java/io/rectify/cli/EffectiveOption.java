package io.rectify.cli;

import io.rectify.distill.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where an option of a training has an effect, so that none is given in vain.
 *
 * @param auto whether auto takes it
 * @param methods those that take it
 */
record EffectiveOption(String option, boolean auto, List<Method> methods) {
    /**
     * @param named the method; none for auto
     * @throws IllegalArgumentException if the option has no effect on it
     */
    void check(Optional<Method> named) {
        if (named.isEmpty() && !auto) {
            throw new IllegalArgumentException(option + " needs a --method: auto tries values of its own");
        }
        if (named.isPresent() && methods.stream().noneMatch(named.get()::is)) {
            throw new IllegalArgumentException(
                    option + " has no effect on method " + named.get().name() + ", only on " + words());
        }
    }

    private String words() {
        return Stream.concat(
                        auto ? Stream.of("auto") : Stream.empty(),
                        methods.stream().map(Method::name))
                .collect(Collectors.joining(", "));
    }
}
