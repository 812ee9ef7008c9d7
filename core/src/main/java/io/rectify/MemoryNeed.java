package io.rectify;

import io.rectify.audit.NoiseTransition;
import io.rectify.data.Dataset;
import io.rectify.distill.Method;
import io.rectify.linalg.Machine;
import io.rectify.linalg.Matrix;
import java.util.Locale;

/**
 * Bytes that a computation on N rows of D features in K classes holds at the same time, so that what cannot end well is refused before
 * anything is computed.
 *
 * @param matrices off the Java heap
 * @param heap on it
 */
record MemoryNeed(double matrices, double heap) {
    private static final double GIGABYTE = 1e9;

    /** Numbers of a matrix beside the outputs, at most; what is larger is made whenever it is read. */
    private static final double MOST_HELD = 1 << 28;

    /** Matrices of noise, in float64, that an audit holds at a time, at least. */
    private static final int NOISE_MATRICES = 6;

    /** Vectors of a probe's parameters that L-BFGS holds after the few steps of a short fit. */
    private static final int VECTORS = 16;

    private static final double SHARE = 0.9;

    /** Outputs, what is held beside them, and the features, which are prepared and of which a part is held out. */
    static MemoryNeed ofAudit(Dataset rows) {
        double n = rows.given().size();
        double k = rows.given().classCount();
        double outputs = n * k;
        double noise = Math.min(k, NoiseTransition.MOST_CLASSES);
        return new MemoryNeed(
                Float.BYTES * (outputs + Math.min(outputs, MOST_HELD) + 3 * features(rows)),
                Double.BYTES
                        * (NOISE_MATRICES * noise * noise
                                + VECTORS * k * rows.features().columns()));
    }

    /** Numbers of the features that are in memory; others are read in blocks. */
    private static double features(Dataset rows) {
        return rows.features() instanceof Matrix matrix ? matrix.size() : 0;
    }

    /** Outputs of the last step, and what a student is fitted to. */
    static MemoryNeed ofTraining(Dataset rows, Method method) {
        double n = rows.given().size();
        double k = rows.given().classCount();
        int matrices = method.closedForm() || !method.plan().isEmpty() ? 2 : 1;
        return new MemoryNeed(
                Float.BYTES * (matrices * n * k + 2 * features(rows)),
                Double.BYTES * VECTORS * k * rows.features().columns());
    }

    /**
     * @param what is computed
     * @throws IllegalArgumentException if the machine or the Java heap has less, in one line that says what helps
     */
    void check(String what, Dataset rows) {
        double memory = SHARE * Machine.memory();
        String of = String.format(
                Locale.ROOT,
                "%s of %,d rows in %,d classes",
                what,
                rows.given().size(),
                rows.given().classCount());
        if (matrices + heap > memory) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s takes about %.1f GB but the machine has %.1f: fewer rows, or rare classes put together, take less",
                    of,
                    (matrices + heap) / GIGABYTE,
                    Machine.memory() / GIGABYTE));
        }
        double most = Runtime.getRuntime().maxMemory();
        if (heap > most) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s takes about %.1f GB of the Java heap, which may have %.1f: -Xmx%dg allows it",
                    of,
                    heap / GIGABYTE,
                    most / GIGABYTE,
                    (long) Math.ceil(1.2 * heap / (1L << 30))));
        }
    }
}
