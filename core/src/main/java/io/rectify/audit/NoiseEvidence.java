package io.rectify.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What given labels say of how many of them are wrong, each figure with what it rests on. From noisy labels alone the share of
 * mistakes that follow the features cannot be identified: outputs fitted to given labels explain them as well as anything. That
 * mistakes do <em>not</em> follow the features can be refuted, and this is tested: the share that {@link Decoys} estimate beyond
 * ℓ is the same for every ℓ if wrong labels depend on the class alone, and falls in ℓ if they follow the row.
 *
 * @param verdict what may be stated
 * @param views one estimate for each assumption
 * @param curve the share of wrong labels by the decoys beyond each ℓ; empty where nothing could be estimated
 * @param flagged labels flagged as wrong
 * @param falseDiscoveryRate share of them that are right after all, by the decoys; NaN where it cannot be told, 0 where none is flagged
 * @param falseDiscoveryLow start of its 95 % interval
 * @param falseDiscoveryHigh its end
 */
public record NoiseEvidence(
        Verdict verdict,
        List<View> views,
        List<Point> curve,
        int flagged,
        double falseDiscoveryRate,
        double falseDiscoveryLow,
        double falseDiscoveryHigh) {
    /** ℓ of the curve. */
    static final double[] LEVELS = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

    /** By this much π(.1) may exceed π(.7) where mistakes depend on the class alone. */
    private static final double LEVEL = 1.25;

    private static final double ONE_SIDED = 1.645;

    /** What the decoys' model may be off by, as a share of the rate. */
    private static final double MODEL = 0.02;

    /** Share of the unexplained disagreement; .1 to .3 in 14 of 17 cells of pair and nearest-class noise. */
    private static final double CONFUSIONS = 0.2;

    /** Share of what decoys find that confusions are at most: at 2 and 5 % wrong they were a tenth to a fifth. */
    private static final double MOST_CONFUSED = 0.25;

    /** By how much rates of two models may differ and still agree: absolutely, or relative to the larger. */
    private static final double CLOSE = 0.01;

    private static final double CLOSE_SHARE = 0.15;

    /** Rows that outputs and labels disagree on, where decoys find nothing. */
    private static final double SILENT = 0.05;

    public NoiseEvidence {
        views = List.copyOf(views);
        curve = List.copyOf(curve);
    }

    /** What may be stated of the share of wrong labels. */
    public enum Verdict {
        /** One number with its interval: mistakes look as if they depended on the class alone, and two models agree. */
        SINGLE,
        /** A lower bound: mistakes look so, but models differ. */
        AT_LEAST,
        /** A lower bound, and no more: mistakes follow the features or classes overlap, so that any number may be hidden. */
        FOLLOWS_FEATURES,
        /** Nothing. */
        UNKNOWN
    }

    /** What a view takes for granted. */
    public enum Assumption {
        DECOYS("mistakes depend on the class alone; wrong labels score as decoys do"),
        CLASSES("mistakes depend on the class alone; noise matrix by maximum likelihood"),
        CLEAR("every row has one clear class, the one that the model names"),
        NEIGHBOURS("a row and its two nearest rows are of one class"),
        COUNTING("rows as sure as usual are of the class that the model names");

        private final String words;

        Assumption(String words) {
            this.words = words;
        }

        /** The assumption in plain words. */
        @Override
        public String toString() {
            return words;
        }

        /** As programs name it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The share of wrong labels under one assumption, with its 95 % interval for sampling; equal ends where there is none. */
    public record View(Assumption assumption, double rate, double low, double high) {}

    /** π(ℓ), with its 95 % interval. */
    public record Point(double level, double rate, double low, double high) {}

    /** Where the outputs say nothing about the labels. */
    static NoiseEvidence unknown(List<View> views) {
        return new NoiseEvidence(Verdict.UNKNOWN, views, List.of(), 0, 0, 0, 1);
    }

    /**
     * @param others views beside the decoys'
     * @param flagged rows that are flagged
     */
    static NoiseEvidence of(Decoys decoys, NoiseTransition noise, List<View> others, int[] flagged) {
        int n = decoys.ranks().length;
        List<Point> curve =
                Arrays.stream(LEVELS).mapToObj(level -> point(decoys, level, n)).toList();
        double sampling = Math.hypot(relativeError(decoys, 0.3), MODEL);
        double confusions = confusions(decoys, noise, others);
        double rate = Math.max(0, decoys.rate() - confusions);
        View view = new View(
                Assumption.DECOYS,
                rate,
                Math.max(0, rate * (1 - NoiseTransition.QUANTILE * sampling) - confusions),
                Math.min(1, (rate + confusions) * (1 + NoiseTransition.QUANTILE * sampling)));
        List<View> views = new ArrayList<>(List.of(view));
        views.addAll(others);
        Verdict verdict = verdict(decoys, noise, others);
        if (verdict == Verdict.FOLLOWS_FEATURES || verdict == Verdict.UNKNOWN) {
            return new NoiseEvidence(verdict, views, curve, flagged.length, Double.NaN, 0, 1);
        }
        if (flagged.length == 0) {
            return new NoiseEvidence(verdict, views, curve, 0, 0, 0, 0);
        }
        double beyond = n * (1 - decoys.leastRank(flagged)) / flagged.length;
        double right = rate * beyond;
        double error = Math.hypot(rate * sampling, confusions / NoiseTransition.QUANTILE) * beyond;
        double spread = NoiseTransition.QUANTILE
                * Math.hypot(error, Math.sqrt(Math.min(0.25, right * Math.abs(1 - right)) / flagged.length));
        return new NoiseEvidence(
                verdict,
                views,
                curve,
                flagged.length,
                share(1 - right),
                share(1 - right - spread),
                share(1 - right + spread));
    }

    /**
     * What the classifier's own confusions add to the decoys' share, about, and at most twice that. Where T is hardly shrunk it takes them over, and labels
     * that are right but lie where the classifier errs rank like wrong ones: by a fifth of the disagreement that wrong labels do not explain, but not by more than a quarter of what decoys find.
     */
    private static double confusions(Decoys decoys, NoiseTransition noise, List<View> others) {
        return noise.shrinkage() > TransitionTuning.WEAKEST
                ? 0
                : Math.min(
                        MOST_CONFUSED * decoys.rate(), CONFUSIONS * Math.max(0, disagreement(others) - decoys.rate()));
    }

    private static double disagreement(List<View> others) {
        return others.stream()
                .filter(view -> view.assumption() == Assumption.CLEAR)
                .mapToDouble(View::rate)
                .findFirst()
                .orElse(0);
    }

    private static double share(double value) {
        return Math.max(0, Math.min(1, value));
    }

    private static Point point(Decoys decoys, double level, int n) {
        double beyond = decoys.beyond(level) / (double) n;
        double error = NoiseTransition.QUANTILE * Math.sqrt((beyond * (1 - beyond) + 1.0 / n) / n) / (1 - level);
        double rate = beyond / (1 - level);
        return new Point(level, rate, Math.max(0, rate - error), Math.min(1, rate + error));
    }

    /** Standard error of #{u > ℓ} relative to it. */
    private static double relativeError(Decoys decoys, double level) {
        double n = decoys.ranks().length;
        double count = Math.max(1, decoys.beyond(level));
        return Math.sqrt((1 - count / n) / count);
    }

    /** What may be stated. */
    private static Verdict verdict(Decoys decoys, NoiseTransition noise, List<View> others) {
        if (decoys.beyond(0.3) == 0) {
            return disagreement(others) > SILENT ? Verdict.UNKNOWN : Verdict.AT_LEAST;
        }
        double early = Math.max(1, decoys.beyond(0.1));
        double late = Math.max(1, decoys.beyond(0.7));
        double ratio = decoys.rateBeyond(0.1) / (late / decoys.ranks().length / 0.3);
        double error = Math.sqrt(1 / early + 1 / late);
        if (ratio * Math.exp(-ONE_SIDED * error) > LEVEL) {
            return Verdict.FOLLOWS_FEATURES;
        }
        double difference = Math.abs(noise.rate() - decoys.rate());
        boolean close = difference <= Math.max(CLOSE, CLOSE_SHARE * Math.max(noise.rate(), decoys.rate()));
        return close ? Verdict.SINGLE : Verdict.AT_LEAST;
    }

    /** The view of an assumption, if there is one. */
    public Optional<View> view(Assumption assumption) {
        return views.stream().filter(view -> view.assumption() == assumption).findFirst();
    }

    /** The one number that may be stated; NaN where there is none. */
    public double rate() {
        return verdict == Verdict.SINGLE ? view(Assumption.DECOYS).orElseThrow().rate() : Double.NaN;
    }

    /** The least share of wrong labels that may be stated. */
    public double low() {
        return switch (verdict) {
            case UNKNOWN -> 0;
            case FOLLOWS_FEATURES ->
                Math.min(
                        curve.get(curve.size() - 3).low(),
                        classAlone().mapToDouble(View::low).min().orElse(0));
            default -> classAlone().mapToDouble(View::low).min().orElse(0);
        };
    }

    /** The most: 1 where mistakes may be hidden. */
    public double high() {
        return switch (verdict) {
            case SINGLE -> classAlone().mapToDouble(View::high).max().orElse(1);
            case AT_LEAST ->
                Math.max(
                        views.stream().mapToDouble(View::high).max().orElse(1),
                        classAlone().mapToDouble(View::high).max().orElse(1));
            case FOLLOWS_FEATURES, UNKNOWN -> 1;
        };
    }

    private Stream<View> classAlone() {
        return views.stream()
                .filter(view -> view.assumption() == Assumption.DECOYS || view.assumption() == Assumption.CLASSES);
    }

    /** In one sentence, such as "about 10.2 % of the labels are wrong (9.8 to 10.7), if mistakes depend on the class alone". */
    @Override
    public String toString() {
        return switch (verdict) {
            case SINGLE ->
                String.format(
                        Locale.ROOT,
                        "about %.1f %% of the labels are wrong (%.1f to %.1f), if mistakes depend on the class alone",
                        100 * rate(),
                        100 * low(),
                        100 * high());
            case AT_LEAST ->
                String.format(
                        Locale.ROOT,
                        "at least %.1f %% of the labels are wrong, and up to %.1f %% by what one assumes",
                        100 * low(),
                        100 * high());
            case FOLLOWS_FEATURES ->
                String.format(
                        Locale.ROOT,
                        "at least %.1f %% of the labels are wrong; mistakes follow the features or classes overlap,"
                                + " so how many more cannot be told",
                        100 * low());
            case UNKNOWN -> "how many labels are wrong cannot be told";
        };
    }
}
