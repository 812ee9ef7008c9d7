package io.rectify.audit;

import io.rectify.data.Dataset;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LabelAveraging;
import io.rectify.spectral.Neighbour;
import io.rectify.spectral.SpectralFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
    /** Flagged rows that neighbours are named for, at most. */
    private static final int MOST_EXPLAINED = 5000;

    /** Pairs of a flagged row and any row that are looked at for neighbours, at most. */
    private static final long MOST_PAIRS = 1_000_000_000;

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
        return of(data, GramSpectrum.of(data.features(), threads), outputs, neighbours, threads);
    }

    /**
     * The same from a spectrum that is known already.
     *
     * @param spectrum of the preprocessed features
     * @throws IllegalArgumentException if the spectrum is of features of another shape
     */
    public static Audit of(Dataset data, GramSpectrum spectrum, OutOfSample outputs, int neighbours, int threads) {
        Audit labels = ofLabels(data, spectrum, outputs, neighbours, threads);
        int n = data.given().size();
        int[] compared = n <= MOST_COMPARED
                ? IntStream.range(0, n).toArray()
                : Arrays.copyOf(labels.issues.flagged(), labels.neighbours.size());
        return new Audit(
                labels.noise,
                labels.counted,
                labels.issues,
                labels.neighbours,
                labels.spectrum,
                Anomalies.of(data, labels.issues.suggested(), compared, DUPLICATE, threads));
    }

    /** The same without looking for {@link Anomalies}: far less work where there are many rows. */
    public static Audit ofLabels(
            Dataset data, GramSpectrum spectrum, OutOfSample outputs, int neighbours, int threads) {
        spectrum.checkShape(data.features());
        NoiseTransition noise = NoiseTransition.likelihood(outputs, data.given(), threads);
        LabelIssues issues = LabelIssues.of(outputs, data.given(), noise, threads);
        int n = data.given().size();
        int most = (int) Math.min(MOST_EXPLAINED, MOST_PAIRS / n);
        int[] explained = Arrays.copyOf(issues.flagged(), Math.min(most, issues.flagged().length));
        return new Audit(
                noise,
                NoiseTransition.confidentJoint(outputs, data.given()),
                issues,
                neighbours(spectrum, data.features(), explained, neighbours, threads),
                spectrum,
                Anomalies.NONE);
    }

    private static List<List<Neighbour>> neighbours(
            GramSpectrum spectrum, RowBlocks features, int[] rows, int count, int threads) {
        if (rows.length == 0 || count == 0 || spectrum.rank() == 0) {
            return Collections.nCopies(rows.length, List.of());
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
