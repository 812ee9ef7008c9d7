package io.rectify.metrics;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import java.util.List;

/**
 * What the Brier score is made of. For each class the rows are put into bins b by the probability p of that class, with o = 1
 * where it is the label, p̄ and ō their means in the bin and ô the share of the class; each part is summed over the classes.
 *
 * <p>Brier = reliability − resolution + uncertainty + within, exactly.
 *
 * <p>Source: Murphy (1973), "A new vector partition of the probability score"; Stephenson, Coelho &amp; Jolliffe (2008), "Two
 * extra components in the Brier score decomposition", for the last part.
 *
 * @param reliability Σ_b (N_b/N)(p̄ − ō)², small if calibrated
 * @param resolution Σ_b (N_b/N)(ō − ô)², large if the bins tell rows apart
 * @param uncertainty ô(1 − ô), which no prediction changes
 * @param within (1/N) Σ [(p − p̄)² − 2(p − p̄)(o − ō)], 0 if all of a bin's probabilities are equal
 */
public record BrierDecomposition(double reliability, double resolution, double uncertainty, double within) {
    /**
     * Decomposes the Brier score of {@link Evaluation#brier}.
     *
     * @throws IllegalArgumentException if the shapes differ, there is no row, or the number of bins is less than 1
     */
    public static BrierDecomposition of(Probabilities predicted, Labels labels, int bins, Calibration.Binning binning) {
        Evaluation.checkShapes(predicted, labels);
        Calibration.checkBins(bins);
        int[] counts = labels.counts();
        double n = labels.size();
        double reliability = 0;
        double resolution = 0;
        double uncertainty = 0;
        double within = 0;
        for (int k = 0; k < counts.length; k++) {
            double share = counts[k] / n;
            uncertainty += share * (1 - share);
            for (List<Calibration.Outcome> group :
                    Calibration.groups(Calibration.ofClass(predicted, labels, k), bins, binning)) {
                Calibration.Bin bin = Calibration.bin(group);
                reliability += bin.rows() * Math.pow(bin.confidence() - bin.accuracy(), 2);
                resolution += bin.rows() * Math.pow(bin.accuracy() - share, 2);
                within += within(group, bin);
            }
        }
        return new BrierDecomposition(reliability / n, resolution / n, uncertainty, within / n);
    }

    private static double within(List<Calibration.Outcome> group, Calibration.Bin bin) {
        double sum = 0;
        for (Calibration.Outcome outcome : group) {
            double deviation = outcome.confidence() - bin.confidence();
            sum += deviation * (deviation - 2 * ((outcome.correct() ? 1 : 0) - bin.accuracy()));
        }
        return sum;
    }

    /** The Brier score. */
    public double brier() {
        return reliability - resolution + uncertainty + within;
    }
}
