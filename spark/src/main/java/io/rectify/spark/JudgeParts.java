package io.rectify.spark;

import io.rectify.audit.LabelIssues;
import io.rectify.audit.RestoredShares;
import io.rectify.audit.RowJudge;
import java.io.Serializable;
import java.util.HashMap;

/** What an audit of drawn rows told, as arrays, which travel to executors and into files. */
final class JudgeParts implements Serializable {
    private static final long serialVersionUID = 1;

    /** Of no row. */
    static final JudgeParts NONE = new JudgeParts(
            1,
            new float[0],
            Double.POSITIVE_INFINITY,
            new double[0][],
            1,
            1,
            new float[0],
            new Drawn(
                    new long[0],
                    new int[0],
                    new float[0],
                    new double[0],
                    new float[0],
                    new boolean[0],
                    new int[0],
                    new float[0]));

    final double calibration;
    final float[] transitions;
    final double flaggedFrom;
    final double[][] noise;
    final double noiseBeta;
    final double sharesBeta;
    final float[] logShares;
    final Drawn drawn;
    /** Drawn rows by their key. */
    private final HashMap<Long, Integer> places = new HashMap<>();

    /** What was said of the S rows that were drawn, a value for each. */
    static final class Drawn implements Serializable {
        private static final long serialVersionUID = 1;

        /** See {@link JudgeParts#key}. */
        final long[] keys;

        final int[] labels;
        /** S·D values, rows of norm 1. */
        final float[] neighbours;

        final double[] suspicion;
        final float[] wrong;
        final boolean[] flagged;
        final int[] suggested;
        final float[] confidence;

        Drawn(
                long[] keys,
                int[] labels,
                float[] neighbours,
                double[] suspicion,
                float[] wrong,
                boolean[] flagged,
                int[] suggested,
                float[] confidence) {
            this.keys = keys;
            this.labels = labels;
            this.neighbours = neighbours;
            this.suspicion = suspicion;
            this.wrong = wrong;
            this.flagged = flagged;
            this.suggested = suggested;
            this.confidence = confidence;
        }
    }

    JudgeParts(
            double calibration,
            float[] transitions,
            double flaggedFrom,
            double[][] noise,
            double noiseBeta,
            double sharesBeta,
            float[] logShares,
            Drawn drawn) {
        this.calibration = calibration;
        this.transitions = transitions;
        this.flaggedFrom = flaggedFrom;
        this.noise = noise;
        this.noiseBeta = noiseBeta;
        this.sharesBeta = sharesBeta;
        this.logShares = logShares;
        this.drawn = drawn;
        for (int i = 0; i < drawn.keys.length; i++) {
            places.putIfAbsent(drawn.keys[i], i);
        }
    }

    /** @param keys of the drawn rows, see {@link #key} */
    static JudgeParts of(RowJudge.Knowledge known, RestoredShares shares, long[] keys, LabelIssues issues) {
        return new JudgeParts(
                known.calibration(),
                known.transitions(),
                known.flaggedFrom(),
                known.noise(),
                known.noiseBeta(),
                shares.inverseTemperature(),
                shares.logShares(),
                new Drawn(
                        keys,
                        known.labels(),
                        known.neighbours(),
                        known.suspicion(),
                        known.wrong(),
                        issues.flags(),
                        issues.suggested().toArray(),
                        issues.confidence()));
    }

    /** The key of a row with its label, of which equal rows have several. */
    static long key(long features, int label) {
        return features * 0x9E3779B97F4A7C15L + label;
    }

    RowJudge judge() {
        return new RowJudge(
                new RowJudge.Knowledge(
                        calibration,
                        transitions,
                        drawn.neighbours,
                        drawn.labels,
                        drawn.suspicion,
                        drawn.wrong,
                        flaggedFrom,
                        noise,
                        noiseBeta),
                logShares.length);
    }

    RestoredShares shares() {
        return new RestoredShares(sharesBeta, logShares);
    }

    /** What was said of drawn rows takes the place of what other rows' judge says of them. */
    void restore(long[] keys, RowJudge.Judged judged) {
        for (int i = 0; i < keys.length; i++) {
            Integer row = places.get(keys[i]);
            if (row != null) {
                judged.suspicion()[i] = drawn.suspicion[row];
                judged.wrong()[i] = drawn.wrong[row];
                judged.flagged()[i] = drawn.flagged[row];
                judged.suggested()[i] = drawn.suggested[row];
                judged.confidence()[i] = drawn.confidence[row];
            }
        }
    }
}
