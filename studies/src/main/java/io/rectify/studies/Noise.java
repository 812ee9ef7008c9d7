package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.noise.Corruption;
import io.rectify.noise.InstanceDependent;
import io.rectify.noise.NearestClass;
import io.rectify.noise.RunnerUp;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.theory.ClassCorrelation;
import io.rectify.theory.SuperclassDiscovery;

/** Wrong labels by name; by class alone they are those of the peer programs, label for label. */
public enum Noise {
    SYMMETRIC("symmetric"),
    ASYMMETRIC("asymmetric"),
    /** To the next class only. */
    PAIR("pair"),
    /** To the class with the nearest mean only. */
    NEAREST("nearest"),
    SUPERCLASS("superclass"),
    /** Wrong classes by features. */
    FEATURES("features"),
    /** To the second candidate of a probe of the right labels, least sure rows first. */
    RUNNER_UP("runner-up");

    /** Classes to a superclass, about, where a data set has none of its own. */
    private static final int CLASSES_TO_SUPERCLASS = 5;

    /** Of the probe that foretells runners-up. */
    private static final double KAPPA = 15;

    private final String word;

    Noise(String word) {
        this.word = word;
    }

    /** What tells a cell from others of data, noise, κ, rate and seed. */
    Key key(String data, int kappa, double rate, long seed) {
        return Key.of("data", data)
                .with("noise", this)
                .with("kappa", kappa)
                .with("rate", rate)
                .with("seed", seed);
    }

    /** The training labels of a data set, partly wrong. */
    public Labels apply(SharedData data, double rate, long seed, int threads) {
        return switch (this) {
            case FEATURES -> InstanceDependent.of(rate).apply(data.train(), data.trainLabels(), seed);
            case RUNNER_UP -> runnerUp(data, rate, threads);
            default -> PeerCorruption.apply(corruption(data, rate, threads), data.trainLabels(), seed);
        };
    }

    /**
     * Probabilities of the wrong classes of a data set.
     *
     * @throws IllegalArgumentException if this noise is not by class alone
     */
    public Corruption corruption(SharedData data, double rate, int threads) {
        return switch (this) {
            case SYMMETRIC -> new Corruption.Symmetric(rate);
            case ASYMMETRIC -> new Corruption.Asymmetric(rate);
            case PAIR -> new Corruption.Pair(rate);
            case NEAREST -> new Corruption.Nearest(rate, NearestClass.of(data.train(), data.trainLabels(), threads));
            case SUPERCLASS -> new Corruption.Superclass(rate, superclasses(data, threads));
            default -> throw new IllegalArgumentException("noise by class alone was expected but this is " + this);
        };
    }

    private static Labels runnerUp(SharedData data, double rate, int threads) {
        SoftmaxProbe clean = new SoftmaxChain(Dataset.of(data.train(), data.trainLabels()), threads).teacher(KAPPA);
        try (Probabilities outputs = clean.predict(data.train(), threads)) {
            return new RunnerUp(rate).apply(outputs, data.trainLabels());
        }
    }

    /** How long a fit on a data set takes beside the others. */
    static double cost(String data) {
        return switch (data) {
            case SharedData.DIGITS -> 1;
            case SharedData.DIGITS_FOURIER -> 3;
            case "banking77" -> 12;
            default -> 25;
        };
    }

    /** Those of the data set; or else the classes' clusters, about a fifth as many as there are classes. */
    static int[] superclasses(SharedData data, int threads) {
        return data.superclasses().orElseGet(() -> {
            ClassCorrelation correlation = ClassCorrelation.of(data.train(), data.trainLabels(), threads);
            return SuperclassDiscovery.clusters(
                    correlation, Math.max(2, correlation.classes() / CLASSES_TO_SUPERCLASS));
        });
    }

    @Override
    public String toString() {
        return word;
    }
}
