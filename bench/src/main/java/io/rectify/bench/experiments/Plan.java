package io.rectify.bench.experiments;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of an experiment.
 *
 * @param quick a variant of minutes on bundled or generated data, which shows that everything works and proves nothing
 * @param seeds of corruption and of whatever else is drawn
 * @param threads to compute with; results do not depend on it
 * @param data the folder shared/data, where there is one
 */
record Plan(boolean quick, List<Long> seeds, int threads, Optional<Path> data) {
    /** @throws IllegalArgumentException if there is no seed or no thread */
    Plan {
        if (seeds.isEmpty() || threads < 1) {
            throw new IllegalArgumentException(
                    "an experiment needs a seed and a thread but has seeds " + seeds + " and " + threads + " threads");
        }
        seeds = List.copyOf(seeds);
    }
}
