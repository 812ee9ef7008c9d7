package io.rectify.spectral;

import java.util.List;

/**
 * Whose labels were averaged into the output of a training row.
 *
 * @param ownWeight what the row's own label counts
 * @param neighbours the other training rows of largest weight, largest first
 * @param classWeights K sums of the weights of all training rows by given label, the own label included
 * @param outputs K outputs: 1/K + classWeights − Σ classWeights/K
 * @param leftOut K outputs with the own label left out, as {@link LabelAveraging#leaveOwnLabelOut}
 */
public record Explanation(
        double ownWeight, List<Neighbour> neighbours, double[] classWeights, double[] outputs, double[] leftOut) {
    public Explanation {
        neighbours = List.copyOf(neighbours);
        classWeights = classWeights.clone();
        outputs = outputs.clone();
        leftOut = leftOut.clone();
    }

    @Override
    public double[] classWeights() {
        return classWeights.clone();
    }

    @Override
    public double[] outputs() {
        return outputs.clone();
    }

    @Override
    public double[] leftOut() {
        return leftOut.clone();
    }
}
