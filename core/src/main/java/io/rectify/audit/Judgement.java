package io.rectify.audit;

import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.metrics.Ranking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** How probably each label is wrong, how suspicious it is beside the others, and what that rests on. */
final class Judgement {
    /** Rows that a class needs for its labels to be judged: a row held out, and others to tell it by. */
    private static final int LEAST_ROWS = 3;

    private static final double LEAST_SUSPICION = -1e3;

    /** Rows by which the noise matrix of the score is shrunk towards even mistakes, at most. */
    private static final double SHRINKAGE = 200;

    private static final double POSSIBLE = 0.25;

    /** Wrong labels that are flagged for each that the noise matrix knows of, where mistakes follow the features; at most. */
    private static final double MOST_HIDDEN = 3;

    private final Labels given;
    private final NoiseTransition noise;
    private final List<NoiseEvidence.View> views;
    private final double[] suspicion;
    private final float[] wrong;
    private final Optional<Decoys> decoys;
    private final double[][] features;
    private final List<Integer> unjudged;
    private final int[] ranking;
    private final int[] flagged;

    private Judgement(
            Labels given,
            NoiseTransition noise,
            List<NoiseEvidence.View> views,
            double[] suspicion,
            float[] wrong,
            Optional<Decoys> decoys,
            double[][] features,
            OptionalDouble flagsAt) {
        this.given = given;
        this.noise = noise;
        this.views = views;
        this.suspicion = suspicion;
        this.wrong = wrong;
        this.decoys = decoys;
        this.features = features;
        int[] counts = given.counts();
        this.unjudged = IntStream.range(0, counts.length)
                .filter(c -> counts[c] > 0 && counts[c] < LEAST_ROWS)
                .boxed()
                .toList();
        for (int i = 0; i < wrong.length; i++) {
            if (counts[given.get(i)] < LEAST_ROWS) {
                wrong[i] = 0;
                suspicion[i] = LEAST_SUSPICION;
            }
        }
        this.ranking = Ranking.descending(suspicion);
        this.flagged = flagsAt.isPresent() && decoys.isPresent()
                ? flagsAt(flagsAt.getAsDouble(), decoys.get())
                : flaggedByDefault();
    }

    /**
     * Labels that are more probably wrong than right. Where mistakes follow the features decoys and noise matrix find too few, and the other
     * views too many: as many of the most suspicious labels are flagged as the median of the views says, but at most three times as many as
     * the noise matrix has wrong ones, if that is more; where it is not certain that any label is wrong, as it and the decoys have on geometric average.
     * Where decoys say, within a standard error, that all labels are wrong which are so with more than ¼, these are
     * flagged: in small data p(wrong) goes in steps.
     */
    private int[] flaggedByDefault() {
        int[] possible = probable(POSSIBLE);
        double foundWrong = decoys.map(found -> found.rate() * wrong.length * (1 - found.leastRank(possible)))
                .orElse(0.0);
        boolean allWrong = possible.length > 0 && foundWrong + Math.sqrt(foundWrong) >= possible.length;
        int[] probable = allWrong ? possible : probable(0.5);
        double share = decoys.map(this::hidden).orElse(0.0);
        int count = (int) Math.round(share * wrong.length);
        return count > probable.length ? Arrays.copyOf(ranking, count) : probable;
    }

    /** The share of labels to flag where mistakes follow the features; 0 where they do not. */
    private double hidden(Decoys found) {
        NoiseEvidence evidence = NoiseEvidence.of(found, noise, views, new int[0]);
        if (evidence.verdict() != NoiseEvidence.Verdict.FOLLOWS_FEATURES) {
            return 0;
        }
        double[] rates =
                views.stream().mapToDouble(NoiseEvidence.View::rate).sorted().toArray();
        double median = (rates[(rates.length - 1) / 2] + rates[rates.length / 2]) / 2;
        double certain =
                evidence.view(NoiseEvidence.Assumption.DECOYS).orElseThrow().rate();
        double known = evidence.low() > 0 ? noise.rate() : Math.min(noise.rate(), Math.sqrt(noise.rate() * certain));
        return Math.max(known, Math.min(median, MOST_HIDDEN * known));
    }

    private int[] probable(double more) {
        return IntStream.range(0, wrong.length).filter(i -> wrong[i] > more).toArray();
    }

    /**
     * @param counted by the confident joint
     * @param flagsAt see {@link Audit.Options}
     */
    static Judgement of(
            OutOfSample outputs,
            Labels given,
            NoiseTransition noise,
            NoiseTransition counted,
            NearestRows nearest,
            Groups copies,
            OptionalDouble flagsAt,
            int threads) {
        int n = given.size();
        Probabilities judged = outputs.probabilities();
        double beta = SomeRows.temperature(judged, new float[judged.classes()], given, threads)
                .inverse();
        try (Probabilities calibrated = Tempering.of(judged, beta > 0 ? beta : 1, threads)) {
            double shrinkage = shrinkage(noise);
            Suspicion suspicion = new Suspicion(calibrated.blocks(), given, nearest, copies, shrinkage, threads);
            double[] own = suspicion.ofGiven(threads);
            Optional<Decoys> decoys = Optional.empty();
            float[] wrong = new float[n];
            if (!Double.isNaN(noise.rate())) {
                try (Probabilities tempered = Tempering.of(judged, noise.inverseTemperature(), threads)) {
                    Decoys found = new Decoys(tempered.blocks(), given, noise, suspicion, own, shrinkage, threads);
                    for (int i = 0; i < n; i++) {
                        wrong[i] = (float) found.wrong()[i];
                    }
                    decoys = Optional.of(found);
                }
            }
            return new Judgement(
                    given,
                    noise,
                    views(outputs, given, noise, counted, nearest),
                    own,
                    wrong,
                    decoys,
                    features(calibrated, given, own, nearest),
                    flagsAt);
        }
    }

    /** Rows by which the noise matrix of the score is shrunk. */
    static double shrinkage(NoiseTransition noise) {
        return Math.min(SHRINKAGE, noise.shrinkage());
    }

    /** For every row its suspicion, ln of the best other output over that of its label, and the votes for the best other less those for the label. */
    private static double[][] features(
            Probabilities calibrated, Labels given, double[] suspicion, NearestRows nearest) {
        double[][] features = new double[given.size()][3];
        int[] votes = new int[given.classCount()];
        calibrated.forEachRow((i, row) -> {
            int label = given.get(i);
            double own = Math.max(Float.MIN_NORMAL, row[label]);
            int best = Probabilities.argmaxBut(label, row);
            nearest.votes(i, given, votes);
            features[i][0] = suspicion[i];
            features[i][1] = Math.log(Math.max(Float.MIN_NORMAL, row[best]) / own);
            features[i][2] = votes[best] - votes[label];
        });
        return features;
    }

    private static List<NoiseEvidence.View> views(
            OutOfSample outputs, Labels given, NoiseTransition noise, NoiseTransition counted, NearestRows nearest) {
        List<NoiseEvidence.View> views = new ArrayList<>();
        if (!Double.isNaN(noise.rate())) {
            views.add(
                    new NoiseEvidence.View(NoiseEvidence.Assumption.CLASSES, noise.rate(), noise.low(), noise.high()));
        }
        double disagreement = 1 - given.agreement(outputs.probabilities().argmax());
        double error = NoiseTransition.QUANTILE * Math.sqrt(disagreement * (1 - disagreement) / given.size());
        views.add(new NoiseEvidence.View(
                NoiseEvidence.Assumption.CLEAR,
                disagreement,
                Math.max(0, disagreement - error),
                Math.min(1, disagreement + error)));
        double consensus = given.classCount() > NoiseTransition.MOST_CLASSES
                ? Double.NaN
                : NeighbourConsensus.rate(given, nearest);
        if (!Double.isNaN(consensus)) {
            views.add(new NoiseEvidence.View(NoiseEvidence.Assumption.NEIGHBOURS, consensus, consensus, consensus));
        }
        views.add(new NoiseEvidence.View(
                NoiseEvidence.Assumption.COUNTING, counted.rate(), counted.low(), counted.high()));
        return views;
    }

    /** The largest set of most suspicious labels whose false-discovery rate is at most so high. */
    private int[] flagsAt(double rate, Decoys found) {
        int n = given.size();
        int count = 0;
        for (int i = 0; i < n; i++) {
            double right = found.rate() * n * (1 - found.ranks()[ranking[i]]) / (i + 1);
            count = 1 - right <= rate ? i + 1 : count;
        }
        return Arrays.copyOf(ranking, count);
    }

    /** All rows, most suspicious first; to be read only. */
    int[] ranking() {
        return ranking;
    }

    int[] flagged() {
        return flagged.clone();
    }

    /** What a logistic regression learns from reviewed rows by. */
    double[][] features() {
        return features;
    }

    List<Integer> unjudged() {
        return unjudged;
    }

    double[] suspicion() {
        return suspicion;
    }

    float[] wrong() {
        return wrong;
    }

    NoiseEvidence evidence(int[] flagged) {
        return decoys.map(found -> NoiseEvidence.of(found, noise, views, flagged))
                .orElseGet(() -> NoiseEvidence.unknown(views));
    }
}
