package io.rectify.spark;

import io.rectify.audit.LabelIssues;
import io.rectify.audit.RestoredShares;
import io.rectify.audit.RowJudge;
import java.io.Serializable;
import java.util.HashMap;

/** What an audit of drawn rows told, as arrays, which travel to executors. */
final class JudgeParts implements Serializable {
    private static final long serialVersionUID = 1;

    private final double calibration;
    private final float[] transitions;
    private final float[] neighbours;
    private final int[] labels;
    private final double[] suspicion;
    private final float[] wrong;
    private final double flaggedFrom;
    private final double[][] noise;
    private final double noiseBeta;
    private final double sharesBeta;
    private final float[] logShares;
    /** Drawn rows by the key of their features and label. */
    private final HashMap<Long, Integer> drawn;

    private final double[] drawnSuspicion;
    private final float[] drawnWrong;
    private final boolean[] drawnFlags;
    private final int[] drawnSuggested;
    private final float[] drawnConfidence;

    /** @param keys of the drawn rows, see {@link #key} */
    JudgeParts(RowJudge.Knowledge knowledge, RestoredShares shares, long[] keys, LabelIssues issues) {
        calibration = knowledge.calibration();
        transitions = knowledge.transitions();
        neighbours = knowledge.neighbours();
        labels = knowledge.labels();
        suspicion = knowledge.suspicion();
        wrong = knowledge.wrong();
        flaggedFrom = knowledge.flaggedFrom();
        noise = knowledge.noise();
        noiseBeta = knowledge.noiseBeta();
        sharesBeta = shares.inverseTemperature();
        logShares = shares.logShares();
        drawn = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            drawn.putIfAbsent(keys[i], i);
        }
        drawnSuspicion = issues.suspicion();
        drawnWrong = issues.wrong();
        drawnFlags = issues.flags();
        drawnSuggested = issues.suggested().toArray();
        drawnConfidence = issues.confidence();
    }

    /** The key of a row with its label, of which equal rows have several. */
    static long key(long features, int label) {
        return features * 0x9E3779B97F4A7C15L + label;
    }

    RowJudge judge() {
        return new RowJudge(
                new RowJudge.Knowledge(
                        calibration, transitions, neighbours, labels, suspicion, wrong, flaggedFrom, noise, noiseBeta),
                logShares.length);
    }

    RestoredShares shares() {
        return new RestoredShares(sharesBeta, logShares);
    }

    /** What was said of drawn rows takes the place of what other rows' judge says of them. */
    void restore(long[] keys, RowJudge.Judged judged) {
        for (int i = 0; i < keys.length; i++) {
            Integer row = drawn.get(keys[i]);
            if (row != null) {
                judged.suspicion()[i] = drawnSuspicion[row];
                judged.wrong()[i] = drawnWrong[row];
                judged.flagged()[i] = drawnFlags[row];
                judged.suggested()[i] = drawnSuggested[row];
                judged.confidence()[i] = drawnConfidence[row];
            }
        }
    }
}
