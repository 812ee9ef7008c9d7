package io.rectify.studies;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is asked of an experiment.
 *
 * @param quick a variant of minutes on bundled or generated data, which shows that everything works and proves nothing
 * @param seeds of corruption and of whatever else is drawn
 * @param threads to compute with; results do not depend on it
 * @param data the folder shared/data, where there is one
 * @param named data sets of that folder, instead of an experiment's own; none named means those
 * @param python to run the peer programs with
 */
record Plan(boolean quick, List<Long> seeds, int threads, Optional<Path> data, List<String> named, Path python) {
    /** @throws IllegalArgumentException if there is no seed or no thread */
    Plan {
        if (seeds.isEmpty() || threads < 1) {
            throw new IllegalArgumentException(
                    "an experiment needs a seed and a thread but has seeds " + seeds + " and " + threads + " threads");
        }
        seeds = List.copyOf(seeds);
        named = List.copyOf(named);
    }

    /** An experiment's own data sets, and the Python of the path. */
    Plan(boolean quick, List<Long> seeds, int threads, Optional<Path> data) {
        this(quick, seeds, threads, data, List.of(), Path.of("python3"));
    }

    /** The digits alone if this is quick; else the data sets that are named, or these. */
    List<String> dataSets(String... own) {
        return orDigits(named.isEmpty() ? Stream.of(own) : named.stream());
    }

    /** The digits alone if this is quick; else these. */
    List<String> orDigits(Stream<String> own) {
        return quick ? List.of(SharedData.DIGITS) : own.toList();
    }
}
