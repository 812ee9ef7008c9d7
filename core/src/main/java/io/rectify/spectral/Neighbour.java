package io.rectify.spectral;

/**
 * A training row whose label was averaged into an output.
 *
 * @param row index of the training row
 * @param weight what its label counts: its entry of the averaging weights, which may be negative
 */
public record Neighbour(int row, double weight) {}
