package io.rectify.python;

import io.rectify.LabelAudit;
import io.rectify.audit.Anomalies;
import io.rectify.audit.Audit;
import io.rectify.audit.LabelIssues;
import io.rectify.audit.NoiseEvidence;
import io.rectify.audit.ReviewFindings;
import io.rectify.audit.ReviewedEstimates;
import io.rectify.audit.StatedAccuracy;
import io.rectify.data.Groups;
import io.rectify.linalg.Matrix;
import io.rectify.spectral.Neighbour;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An audit of N labels as arrays, which nobody else holds and so are not copied.
 *
 * @param classes names of the classes in the order of indices and columns
 * @param suggested index of the class that each row should have
 * @param corrected the same where the label is flagged, and the given one elsewhere
 * @param wrong probability that each label is wrong
 * @param confidence of each suggestion
 * @param suspicion of each label, by which rows are ranked
 * @param order all rows, flagged ones first, the more suspicious before the less
 * @param flagged how many of them are flagged
 * @param ranking all rows, whatever was reviewed, as samples to review are drawn along it
 * @param neighbours rows whose labels say so, of the first rows of the order, one list after the other
 * @param weights of those
 * @param neighbourEnds where the list of each of these rows ends
 * @param noise what may be stated of the share of wrong labels
 * @param findings what reviewed rows say
 * @param accuracy how often the outputs that judged are right
 * @param anomalies near-duplicates and outliers
 * @param copies group of each row that has copies; −1 for others
 * @param origin where the outputs come from, in words
 * @param statement the whole in one sentence
 */
public record Audited(
        String[] classes,
        int[] suggested,
        int[] corrected,
        float[] wrong,
        float[] confidence,
        double[] suspicion,
        int[] order,
        int flagged,
        int[] ranking,
        int[] neighbours,
        double[] weights,
        int[] neighbourEnds,
        NoiseEvidence noise,
        Optional<ReviewFindings> findings,
        StatedAccuracy accuracy,
        Anomalies anomalies,
        int[] copies,
        String origin,
        String statement) {
    /**
     * @param soft receives the N×K probabilities of the true class
     * @param threads to compute with
     */
    static Audited of(LabelAudit audit, Matrix soft, int threads) {
        Audit details = audit.details();
        LabelIssues issues = details.issues();
        copy(issues.softLabels().matrix(), soft);
        int n = issues.given().size();
        boolean[] flags = issues.flags();
        List<List<Neighbour>> named = details.neighbours();
        int[] ends = new int[named.size()];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += named.get(i).size();
            ends[i] = end;
        }
        return new Audited(
                issues.given().names().toArray(String[]::new),
                issues.suggested().toArray(),
                IntStream.range(0, n)
                        .map(i -> (flags[i] ? issues.suggested() : issues.given()).get(i))
                        .toArray(),
                issues.wrong(),
                issues.confidence(),
                issues.suspicion(),
                issues.mostSuspicious(n),
                issues.flagged().length,
                details.ranking().stream().mapToInt(Integer::intValue).toArray(),
                named.stream().flatMap(List::stream).mapToInt(Neighbour::row).toArray(),
                named.stream()
                        .flatMap(List::stream)
                        .mapToDouble(Neighbour::weight)
                        .toArray(),
                ends,
                audit.noise(),
                details.review(),
                audit.accuracy(threads),
                details.anomalies(),
                groups(audit.copies().groups()),
                audit.outputs().origin(),
                audit.toString());
    }

    private static void copy(Matrix from, Matrix to) {
        float[] row = new float[from.columns()];
        for (int i = 0; i < from.rows(); i++) {
            from.getRows(i, 1, row);
            to.setRows(i, 1, row);
        }
    }

    private static int[] groups(Groups copies) {
        int[] group = new int[copies.size()];
        java.util.Arrays.fill(group, -1);
        int number = 0;
        for (int[] rows : copies.ofSeveralRows()) {
            for (int row : rows) {
                group[row] = number;
            }
            number++;
        }
        return group;
    }

    /** Value, low and high of an estimate by reviewed rows, noise rate, precision and recall one after the other; NaN where there is none. */
    public double[] reviewed() {
        Optional<ReviewFindings> found = findings;
        return IntStream.range(0, 3)
                .mapToObj(which -> found.flatMap(findings -> switch (which) {
                    case 0 -> findings.noiseRate();
                    case 1 -> findings.precision();
                    default -> findings.recall();
                }))
                .flatMapToDouble(Audited::numbers)
                .toArray();
    }

    private static java.util.stream.DoubleStream numbers(Optional<ReviewedEstimates.Estimate> estimate) {
        return estimate.map(found -> java.util.stream.DoubleStream.of(found.value(), found.low(), found.high()))
                .orElseGet(() -> java.util.stream.DoubleStream.of(Double.NaN, Double.NaN, Double.NaN));
    }

    /** Assumption by name and in words, for each view of the noise. */
    public String[][] assumptions() {
        return noise.views().stream()
                .map(view ->
                        new String[] {view.assumption().key(), view.assumption().toString()})
                .toArray(String[][]::new);
    }

    /** Rate, low and high of each view of the noise. */
    public double[][] rates() {
        return noise.views().stream()
                .map(view -> new double[] {view.rate(), view.low(), view.high()})
                .toArray(double[][]::new);
    }

    /** First and second row and cosine of each pair that is all but equal yet labelled differently. */
    public double[][] nearDuplicates() {
        return anomalies.duplicates().stream()
                .map(pair -> new double[] {pair.first(), pair.second(), pair.cosine()})
                .toArray(double[][]::new);
    }

    /** Row and cosine with the nearest class of each outlier. */
    public double[][] outliers() {
        return anomalies.outliers().stream()
                .map(far -> new double[] {far.row(), far.cosine()})
                .toArray(double[][]::new);
    }
}
