package io.rectify.audit;

import io.rectify.data.Dataset;
import io.rectify.linalg.Matrix;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LabelAveraging;
import io.rectify.spectral.Neighbour;
import io.rectify.spectral.SpectralFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything that out-of-sample outputs and the features say of given labels.
 *
 * @param noise by maximum likelihood
 * @param counted by the confident joint, for comparison
 * @param neighbours for each of the first flagged rows the training rows whose labels were averaged into the linear probe's
 *     verdict on it, largest weight first, without the row itself
 * @param spectrum of the features
 */
public record Audit(
        NoiseTransition noise,
        NoiseTransition counted,
        LabelIssues issues,
        List<List<Neighbour>> neighbours,
        GramSpectrum spectrum,
        Anomalies anomalies) {
    /** Flagged rows that neighbours are named for. */
    private static final int MOST_EXPLAINED = 5000;

    /** Rows up to which every row is compared with every other for duplicates; beyond, flagged rows only. */
    private static final int MOST_COMPARED = 30_000;

    /** κ of the averaging that names neighbours. */
    private static final double KAPPA = 50;

    private static final double DUPLICATE = 0.98;

    /**
     * @param data features already preprocessed
     * @param outputs of the same rows
     * @param neighbours how many to name for each flagged row
     */
    public static Audit of(Dataset data, OutOfSample outputs, int neighbours, int threads) {
        NoiseTransition noise = NoiseTransition.likelihood(outputs, data.given(), threads);
        LabelIssues issues = LabelIssues.of(outputs, data.given(), noise, threads);
        int[] explained = Arrays.copyOf(issues.flagged(), Math.min(MOST_EXPLAINED, issues.flagged().length));
        boolean few = data.given().size() <= MOST_COMPARED;
        int[] compared = few ? IntStream.range(0, data.given().size()).toArray() : explained;
        GramSpectrum spectrum = GramSpectrum.of(data.features(), threads);
        return new Audit(
                noise,
                NoiseTransition.confidentJoint(outputs, data.given()),
                issues,
                neighbours(spectrum, data.features(), explained, neighbours, threads),
                spectrum,
                Anomalies.of(data, issues.suggested(), compared, DUPLICATE, threads));
    }

    private static List<List<Neighbour>> neighbours(
            GramSpectrum spectrum, Matrix features, int[] rows, int count, int threads) {
        if (rows.length == 0 || count == 0 || spectrum.rank() == 0) {
            return java.util.Collections.nCopies(rows.length, List.of());
        }
        List<List<Neighbour>> found = new ArrayList<>();
        try (Matrix queries = features.selectRows(rows)) {
            List<List<Neighbour>> all = new LabelAveraging(spectrum, features, new SpectralFilter(KAPPA, 1), threads)
                    .neighbours(queries, count + 1);
            for (int i = 0; i < rows.length; i++) {
                int self = rows[i];
                found.add(all.get(i).stream()
                        .filter(neighbour -> neighbour.row() != self)
                        .limit(count)
                        .toList());
            }
        }
        return List.copyOf(found);
    }
}
