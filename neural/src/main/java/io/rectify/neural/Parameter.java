package io.rectify.neural;

import ai.djl.ndarray.types.Shape;

/**
 * One array of a network.
 *
 * @param name as it is called in files
 * @param deviation of the normal distribution that a weight's first values are drawn from
 */
record Parameter(String name, Shape shape, Kind kind, double deviation) {
    /** What an array is for. */
    enum Kind {
        /** Drawn at random, trained, penalised. */
        WEIGHT(true, 0),
        /** Trained, from 0. */
        SHIFT(true, 0),
        /** Trained, from 1. */
        SCALE(true, 1),
        /** A mean of training rows. */
        MEAN(false, 0),
        /** A variance or deviation of training rows. */
        SPREAD(false, 1);

        final boolean trained;
        final float first;

        Kind(boolean trained, float first) {
            this.trained = trained;
            this.first = first;
        }
    }

    static Parameter of(String name, Kind kind, long... shape) {
        return new Parameter(name, new Shape(shape), kind, 0);
    }

    /**
     * A weight whose outputs have the inputs' variance times a gain: 2 before a rectifier (He et al. 2015), otherwise 1.
     *
     * @param fanIn inputs of each output
     */
    static Parameter weight(String name, double gain, long fanIn, long... shape) {
        return new Parameter(name, new Shape(shape), Kind.WEIGHT, Math.sqrt(gain / fanIn));
    }

    int size() {
        return Math.toIntExact(shape.size());
    }
}
