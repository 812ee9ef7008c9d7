package io.rectify.probe;

import io.rectify.data.FeatureSpace;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.util.List;

/**
 * All that is needed to classify new rows: the preprocessing fitted to the training rows, the probe, and the names of
 * its K classes and of its features.
 *
 * @param features what the D features are called
 */
public record Model(Preprocessing preprocessing, SoftmaxProbe probe, List<String> classNames, FeatureSpace features) {
    /** A model whose features are told by their position. */
    public Model(Preprocessing preprocessing, SoftmaxProbe probe, List<String> classNames) {
        this(preprocessing, probe, classNames, FeatureSpace.UNNAMED);
    }

    /** @throws IllegalArgumentException if the parts differ in their number of features or classes */
    public Model {
        classNames = List.copyOf(classNames);
        if (preprocessing.features() != probe.features()) {
            throw new IllegalArgumentException("preprocessing is for " + preprocessing.features()
                    + " features but the probe for " + probe.features());
        }
        if (classNames.size() != probe.classes()) {
            throw new IllegalArgumentException(
                    classNames.size() + " class names for a probe of " + probe.classes() + " classes");
        }
        if (!features.names().isEmpty() && features.names().size() != probe.features()) {
            throw new IllegalArgumentException(
                    features.names().size() + " names of features for a probe of " + probe.features() + " features");
        }
    }

    /** The same with features that are called something. */
    public Model withFeatures(FeatureSpace named) {
        return new Model(preprocessing, probe, classNames, named);
    }

    /**
     * Classifies rows as they come, by all processors.
     *
     * @param features N rows of D numbers
     * @throws IllegalArgumentException if the number of features differs from the model's
     */
    public Prediction predict(float[][] features) {
        try (Matrix matrix = Matrix.of(features);
                Probabilities outputs = predict(matrix, Runtime.getRuntime().availableProcessors())) {
            return Prediction.of(outputs, classNames);
        }
    }

    /**
     * Class probabilities of rows as they come, before preprocessing.
     *
     * @param features N×D
     * @throws IllegalArgumentException if the number of features differs from the model's
     */
    public Probabilities predict(RowBlocks features, int threads) {
        return probe.predict(preprocessing.lazily(features), threads);
    }

    /**
     * The same, computed anew for every block of rows that is read, so that nothing of all N rows is in memory. A block throws
     * what {@link #predict} throws.
     *
     * @param features N×D; closing the result leaves them open
     */
    public RowBlocks predictLazily(RowBlocks features, int threads) {
        return new PredictedRows(probe, preprocessing.lazily(features), threads);
    }

    /** The same classes with probabilities at another temperature: softmax(β·logits). */
    public Model scaled(double beta) {
        return new Model(preprocessing, probe.scaled(beta), classNames);
    }

    /** Such as "classifier of 384 features into 77 classes". */
    @Override
    public String toString() {
        return "classifier of " + probe.features() + " features into " + classNames.size() + " classes, "
                + preprocessing.scheme();
    }
}
