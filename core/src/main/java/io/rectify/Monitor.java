package io.rectify;

import io.rectify.audit.OutOfSample;
import io.rectify.distill.Distillation;
import io.rectify.distill.Recipe;
import io.rectify.probe.FitLog;
import io.rectify.select.AutoDistill;

/** Told how a training or an audit goes on, and asked for fits that are known from an earlier, interrupted one. */
public interface Monitor {
    /** Is told nothing and knows nothing. */
    Monitor SILENT = new Monitor() {};

    /** Fits that are known already; see {@link FitLog}. */
    default FitLog fits() {
        return FitLog.NONE;
    }

    /** Told of every candidate that the search tries. */
    default AutoDistill.Monitor search() {
        return AutoDistill.Monitor.SILENT;
    }

    /** Told of every step of the training. */
    default Distillation.Monitor training(Recipe recipe) {
        return Distillation.Monitor.SILENT;
    }

    /** Told of every part of the rows that has been judged. */
    default OutOfSample.Monitor judging(Recipe recipe) {
        return OutOfSample.Monitor.SILENT;
    }

    /** A stage begins. */
    default void begins(String what) {}
}
