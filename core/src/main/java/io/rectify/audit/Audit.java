package io.rectify.audit;

import io.rectify.data.Prepared;
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
    public static final double NEIGHBOUR_KAPPA = 50;

    private static final double DUPLICATE = 0.98;

    /**
     * How much to find out.
     *
     * @param neighbours how many to name for each flagged row
     * @param anomalies whether to look for {@link Anomalies}, which is far more work where rows are many
     * @param threads to compute with; the result does not depend on it
     */
    public record Options(int neighbours, boolean anomalies, int threads) {
        /** Five neighbours, anomalies too, all processors. */
        public static final Options DEFAULTS =
                new Options(5, true, Runtime.getRuntime().availableProcessors());

        public Options withNeighbours(int newNeighbours) {
            return new Options(newNeighbours, anomalies, threads);
        }

        public Options withAnomalies(boolean newAnomalies) {
            return new Options(neighbours, newAnomalies, threads);
        }

        public Options withThreads(int newThreads) {
            return new Options(neighbours, anomalies, newThreads);
        }
    }

    /** @param outputs of the same rows */
    public static Audit of(Prepared data, OutOfSample outputs, Options options) {
        return of(data, GramSpectrum.of(data.features(), options.threads()), outputs, options);
    }

    /**
     * The same from a spectrum that is known already.
     *
     * @param spectrum of the prepared features
     * @throws IllegalArgumentException if the spectrum is of features of another shape
     */
    public static Audit of(Prepared data, GramSpectrum spectrum, OutOfSample outputs, Options options) {
        spectrum.checkShape(data.features());
        int threads = options.threads();
        NoiseTransition noise = NoiseTransition.likelihood(outputs, data.given(), threads);
        LabelIssues issues = LabelIssues.of(outputs, data.given(), noise, threads);
        int most = (int) Math.min(MOST_EXPLAINED, MOST_PAIRS / data.size());
        int[] explained = Arrays.copyOf(issues.flagged(), Math.min(most, issues.flagged().length));
        return new Audit(
                noise,
                NoiseTransition.confidentJoint(outputs, data.given()),
                issues,
                neighbours(spectrum, data.features(), explained, options.neighbours(), threads),
                spectrum,
                options.anomalies() ? anomalies(data, issues, explained, threads) : Anomalies.NONE);
    }

    private static Anomalies anomalies(Prepared data, LabelIssues issues, int[] explained, int threads) {
        int[] compared =
                data.size() <= MOST_COMPARED ? IntStream.range(0, data.size()).toArray() : explained;
        return Anomalies.of(data, issues.suggested(), compared, DUPLICATE, threads);
    }

    private static List<List<Neighbour>> neighbours(
            GramSpectrum spectrum, RowBlocks features, int[] rows, int count, int threads) {
        if (rows.length == 0 || count == 0 || spectrum.rank() == 0) {
            return Collections.nCopies(rows.length, List.of());
        }
        List<List<Neighbour>> found = new ArrayList<>();
        try (Matrix queries = features.selectRows(rows)) {
            List<List<Neighbour>> all = new LabelAveraging(
                            spectrum, features, new SpectralFilter(NEIGHBOUR_KAPPA, 1), threads)
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
