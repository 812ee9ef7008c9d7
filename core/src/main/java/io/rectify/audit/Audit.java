package io.rectify.audit;

import io.rectify.data.Groups;
import io.rectify.data.Labels;
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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Everything that out-of-sample outputs and the features say of given labels.
 *
 * @param noise by maximum likelihood
 * @param counted by the confident joint, for comparison
 * @param evidence what may be stated of how many labels are wrong, and of the flags
 * @param review what reviewed labels say; none where there are none
 * @param unjudged classes of too few rows to judge their labels by
 * @param ranking all rows, most suspicious first, whatever was reviewed: what a sample to review is drawn along
 * @param neighbours for each of the first flagged rows, and of the next most suspicious ones if these are few, the training rows whose labels were averaged into the linear probe's
 *     verdict on it, largest weight first, without the row itself
 * @param spectrum of the features
 */
public record Audit(
        NoiseTransition noise,
        NoiseTransition counted,
        NoiseEvidence evidence,
        Optional<ReviewFindings> review,
        List<Integer> unjudged,
        List<Integer> ranking,
        LabelIssues issues,
        List<List<Neighbour>> neighbours,
        GramSpectrum spectrum,
        Anomalies anomalies) {
    /** Rows that neighbours are named for at least, flagged or not. */
    private static final int LEAST_EXPLAINED = 100;

    /** Rows that neighbours are named for, at most. */
    private static final int MOST_EXPLAINED = 5000;

    /** Pairs of such a row and any row that are looked at for neighbours, at most. */
    private static final long MOST_PAIRS = 1_000_000_000;

    /** κ of the averaging that names neighbours. */
    public static final double NEIGHBOUR_KAPPA = 50;

    private static final double DUPLICATE = 0.98;

    /** Nearest rows whose labels count in the suspicion of a row. */
    static final int NEAREST = 10;

    /**
     * How much to find out.
     *
     * @param neighbours how many to name for each flagged row
     * @param anomalies whether to look for {@link Anomalies}, which is far more work where rows are many
     * @param flagsAt share of the flags that may be right after all: as many of the most suspicious labels are flagged; none means
     *     those that are more probably wrong than right, and where mistakes follow the features as many as several assumptions find on
     *     average, if that is more
     * @param reviewed labels that a person has checked
     * @param threads to compute with; the result does not depend on it
     */
    public record Options(
            int neighbours, boolean anomalies, OptionalDouble flagsAt, Optional<Reviewed> reviewed, int threads) {
        /** Five neighbours, anomalies too, flags where wrong is more probable than right, all processors. */
        public static final Options DEFAULTS = new Options(
                5,
                true,
                OptionalDouble.empty(),
                Optional.empty(),
                Runtime.getRuntime().availableProcessors());

        public Options withNeighbours(int newNeighbours) {
            return new Options(newNeighbours, anomalies, flagsAt, reviewed, threads);
        }

        public Options withAnomalies(boolean newAnomalies) {
            return new Options(neighbours, newAnomalies, flagsAt, reviewed, threads);
        }

        public Options withThreads(int newThreads) {
            return new Options(neighbours, anomalies, flagsAt, reviewed, newThreads);
        }
    }

    /** @param outputs of the same rows */
    public static Audit of(Prepared data, OutOfSample outputs, Options options) {
        GramSpectrum spectrum = GramSpectrum.of(data.features(), options.threads());
        return of(data, spectrum, outputs, Groups.ofSingleRows(data.size()), options);
    }

    /**
     * The same from a spectrum that is known already.
     *
     * @param spectrum of the prepared features
     * @param copies groups of rows that are all but equal
     * @throws IllegalArgumentException if the spectrum is of features of another shape
     */
    public static Audit of(Prepared data, GramSpectrum spectrum, OutOfSample outputs, Groups copies, Options options) {
        spectrum.checkShape(data.features());
        int threads = options.threads();
        Labels given = data.given();
        NearestRows nearest = NearestRows.of(data.features(), copies, NEAREST, threads);
        NoiseTransition noise = NoiseTransition.likelihood(outputs, given, copies, threads);
        NoiseTransition counted = NoiseTransition.confidentJoint(outputs, given);
        Judgement judgement = Judgement.of(outputs, given, noise, counted, nearest, copies, options.flagsAt(), threads);
        Optional<ReviewFindings.Learned> learned =
                options.reviewed().map(reviewed -> ReviewFindings.learn(reviewed, given, judgement));
        LabelIssues issues = LabelIssues.of(
                outputs,
                given,
                noise,
                learned.map(ReviewFindings.Learned::wrong).orElse(judgement.wrong()),
                learned.map(ReviewFindings.Learned::suspicion).orElse(judgement.suspicion()),
                learned.map(ReviewFindings.Learned::flagged).orElse(judgement.flagged()),
                options.reviewed().map(Reviewed::right).orElse(Map.of()),
                threads);
        int most = (int) Math.min(MOST_EXPLAINED, MOST_PAIRS / data.size());
        int[] suspicious = issues.mostSuspicious(LEAST_EXPLAINED);
        int[] explained = Arrays.copyOf(suspicious, Math.min(most, suspicious.length));
        return new Audit(
                noise,
                counted,
                judgement.evidence(issues.flagged()),
                options.reviewed()
                        .map(reviewed -> ReviewFindings.of(reviewed, given, judgement, learned.orElseThrow())),
                judgement.unjudged(),
                Arrays.stream(judgement.ranking()).boxed().toList(),
                issues,
                neighbours(spectrum, data.features(), explained, options.neighbours(), threads),
                spectrum,
                options.anomalies() ? anomalies(data, issues, nearest, explained, threads) : Anomalies.NONE);
    }

    private static Anomalies anomalies(
            Prepared data, LabelIssues issues, NearestRows nearest, int[] explained, int threads) {
        boolean all = data.size() <= Duplicates.mostCompared(data.features().columns());
        int[] compared = all ? IntStream.range(0, data.size()).toArray() : explained;
        return Anomalies.of(data, issues.suggested(), nearest.within(DUPLICATE, compared), DUPLICATE, threads);
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
