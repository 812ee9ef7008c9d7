package io.rectify.cli;

import io.rectify.formats.Superclasses;
import io.rectify.formats.TransitionFile;
import io.rectify.noise.Corruption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What wrong labels are like: the options that become a {@link Corruption}. */
final class CorruptionOptions {
    /** The kinds of wrong labels. */
    enum Kind {
        SYMMETRIC,
        ASYMMETRIC,
        PAIR,
        NEAREST,
        SUPERCLASS,
        MATRIX;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--kind",
            description =
                    "${COMPLETION-CANDIDATES}: any other class alike; likewise, but the next class twice as often, "
                            + "which differs little where classes are many; the next class only, in the order of their names; the "
                            + "class whose mean of centred, normalised features is nearest only; another class of the same "
                            + "superclass; probabilities from a file.")
    @Nullable
    Kind kind;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Share of wrong labels, 0 to 1; for all kinds but matrix.")
    @Nullable
    Double rate;

    @Option(names = "--superclasses", paramLabel = "FILE", description = "CSV with columns label,superclass.")
    @Nullable
    Path superclasses;

    @Option(
            names = "--matrix",
            paramLabel = "FILE",
            description = "CSV of transition probabilities, row = true class; for kind matrix.")
    @Nullable
    Path matrix;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of the wrong labels. Default: ${DEFAULT-VALUE}.")
    long seed;

    /** Index of the superclass of each class, if a file names them. */
    Optional<int[]> superclasses(List<String> classNames) throws IOException {
        return superclasses == null ? Optional.empty() : Optional.of(Superclasses.read(superclasses, classNames));
    }

    /** Finds the nearest other class of each class. */
    @FunctionalInterface
    interface NearestClasses {
        int[] find() throws IOException;
    }

    /**
     * @param nearest asked only where the kind needs it
     * @throws IllegalArgumentException if the kind, or what the kind needs, is missing
     */
    Corruption corruption(List<String> classNames, NearestClasses nearest) throws IOException {
        return switch (needed(kind, "--kind")) {
            case SYMMETRIC -> new Corruption.Symmetric(needed(rate, "--rate"));
            case ASYMMETRIC -> new Corruption.Asymmetric(needed(rate, "--rate"));
            case PAIR -> new Corruption.Pair(needed(rate, "--rate"));
            case NEAREST -> new Corruption.Nearest(needed(rate, "--rate"), nearest.find());
            case SUPERCLASS ->
                new Corruption.Superclass(
                        needed(rate, "--rate"), Superclasses.read(needed(superclasses, "--superclasses"), classNames));
            case MATRIX -> new Corruption.Transition(TransitionFile.read(needed(matrix, "--matrix"), classNames));
        };
    }

    /** @throws IllegalArgumentException if an option that the kind needs is missing */
    <T> T needed(@Nullable T value, String option) {
        if (value == null) {
            throw new IllegalArgumentException(
                    kind == null ? option + " is missing" : "--kind " + kind + " needs " + option);
        }
        return value;
    }
}
