package io.rectify.audit;

import io.rectify.audit.ReviewedEstimates.Estimate;
import io.rectify.audit.WrongRows.Cell;
import java.util.List;

/** A model's noise rate, put right by reviewed rows; the formula is with {@link ReviewedEstimates#predictionPoweredRate}. */
final class PredictionPowered {
    /** Pseudo-observations of variance that keep a prediction-powered interval open in a stratum whose few answers agree. */
    private static final double PSEUDO = 4;

    private PredictionPowered() {}

    /**
     * The estimate of {@link ReviewedEstimates#predictionPoweredRate}.
     *
     * @param wrong whether the label of each answer is wrong
     * @param strata of all N rows
     * @param cells all rows of each stratum, and the answers there
     * @param p probability of each row that its label is wrong
     */
    static Estimate rate(Reviewed reviewed, boolean[] wrong, int[] strata, List<Cell> cells, double[] p) {
        int n = strata.length;
        double[] mean = new double[cells.size()];
        double[] variance = new double[cells.size()];
        for (int i = 0; i < n; i++) {
            mean[strata[i]] += p[i] / cells.get(strata[i]).size();
        }
        for (int i = 0; i < n; i++) {
            double off = p[i] - mean[strata[i]];
            variance[strata[i]] += off * off / cells.get(strata[i]).size();
        }
        double[] reviewedMean = new double[cells.size()];
        double[] joint = new double[cells.size()];
        for (int i = 0; i < wrong.length; i++) {
            Reviewed.Answer answer = reviewed.answers().get(i);
            int h = answer.stratum();
            double share = p[answer.row()] / cells.get(h).reviewed();
            reviewedMean[h] += share;
            joint[h] += wrong[i] ? share : 0;
        }
        double numerator = 0;
        double denominator = 0;
        for (int h = 0; h < cells.size(); h++) {
            Cell cell = cells.get(h);
            if (cell.size() > 0 && cell.reviewed() == 0) {
                return new Estimate(Double.NaN, 0, 1);
            }
            if (cell.size() > 0) {
                joint[h] -= cell.share() * reviewedMean[h];
                double weight = (double) cell.size() * (cell.size() - cell.reviewed()) / cell.reviewed();
                numerator += weight * joint[h];
                denominator += weight * variance[h];
            }
        }
        double lambda = denominator > 0 ? Math.max(0, Math.min(1, numerator / denominator)) : 0;
        double sum = 0;
        double down = 0;
        double up = 0;
        double least = 0;
        double most = 0;
        for (int h = 0; h < cells.size(); h++) {
            Cell cell = cells.get(h);
            if (cell.size() > 0) {
                double plain = cell.share() * (1 - cell.share());
                double left = Math.max(0, plain - 2 * lambda * joint[h] + lambda * lambda * variance[h]);
                double shrink = (cell.reviewed() * left + PSEUDO) / (cell.reviewed() * plain + PSEUDO);
                sum += cell.size() * (cell.share() + lambda * (mean[h] - reviewedMean[h]));
                down += shrink * Math.pow(cell.size() * cell.down(), 2);
                up += shrink * Math.pow(cell.size() * cell.up(), 2);
                least += cell.wrong();
                most += cell.size() - cell.reviewed() + cell.wrong();
            }
        }
        return Estimate.share(WrongRows.within(sum, sum - Math.sqrt(down), sum + Math.sqrt(up), least, most), n);
    }
}
