package io.rectify.studies;

import java.io.IOException;

/**
 * A part of an experiment that is computed and kept as a whole.
 *
 * @param cost how long it takes beside the other cells, for the estimate of the time left
 */
record Cell(Key key, double cost, Work work) {
    /** The computation, which may depend on nothing but the key, the experiment's settings and the data. */
    @FunctionalInterface
    interface Work {
        void compute(Workbench bench, Measures measures) throws IOException;
    }

    Cell(Key key, Work work) {
        this(key, 1, work);
    }
}
