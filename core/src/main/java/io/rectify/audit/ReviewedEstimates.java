package io.rectify.audit;

import io.rectify.audit.WrongRows.Cell;
import io.rectify.data.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many labels are wrong, and how good flags are, from a {@linkplain Reviewed#ofSample reviewed random sample}. Estimates rest on how
 * rows were drawn, on nothing else: their 95 % intervals hold whatever the noise is and however wrong the model is.
 *
 * <p>A set of rows is cut into cells, one for each stratum; the reviewed rows of a cell are a simple random sample of it. With N_c rows,
 * of which n_c were reviewed and k_c found wrong, the set has Σ N_c·k_c/n_c wrong rows (Cochran 1977, chapters 5 and 5A.9). A cell of
 * which nothing was reviewed counts as the others of the set, and may hold anything from 0 to N_c.
 *
 * <p>Immutable, and safe for any number of threads.
 */
public final class ReviewedEstimates {
    /** Reviewed rows from which a class is estimated by itself. */
    public static final int LEAST_OF_CLASS = 10;

    private final Labels given;
    private final int[] strata;
    private final int[] sizes;
    private final Reviewed reviewed;
    private final boolean[] wrong;
    private final Estimate stratifiedRate;
    private final Estimate poweredRate;

    /**
     * A share and its 95 % interval.
     *
     * @param value in [0, 1]; NaN where nothing was reviewed
     * @param low at most the value
     * @param high at least the value
     */
    public record Estimate(double value, double low, double high) {
        static Estimate share(WrongRows rows, int of) {
            return of == 0
                    ? new Estimate(Double.NaN, 0, 1)
                    : new Estimate(rows.value() / of, rows.low() / of, rows.high() / of);
        }

        double width() {
            return high - low;
        }
    }

    /**
     * A point of the precision–recall curve.
     *
     * @param rows how many of the most suspicious rows are taken for wrong
     */
    public record Point(int rows, Estimate precision, Estimate recall) {}

    /**
     * Share of wrong labels among the rows given one class.
     *
     * @param label index of the class
     * @param rows how many rows were given it
     * @param reviewed how many of them were reviewed
     */
    public record ClassRate(int label, int rows, int reviewed, Estimate wrong) {}

    private ReviewedEstimates(Labels given, int[] strata, Reviewed reviewed, double[] pWrong) {
        this.given = given;
        this.strata = strata.clone();
        this.sizes = ReviewSample.sizes(given.size());
        this.reviewed = reviewed;
        this.wrong = wrong(reviewed, given);
        this.stratifiedRate = noiseRate(reviewed, given);
        this.poweredRate =
                PredictionPowered.rate(reviewed, wrong, strata, cells(new boolean[given.size()], false), pWrong);
    }

    /**
     * The share of wrong labels, for which neither a model nor the ranking of the other rows is needed: Σ_h (N_h/N)·k_h/n_h.
     *
     * @param given labels of all N rows
     * @throws IllegalArgumentException if reviewed is no random sample, or of another number of rows or classes
     */
    public static Estimate noiseRate(Reviewed reviewed, Labels given) {
        boolean[] wrong = wrong(reviewed, given);
        int[] answered = new int[ReviewSample.STRATA];
        int[] found = new int[ReviewSample.STRATA];
        for (int i = 0; i < wrong.length; i++) {
            int h = reviewed.answers().get(i).stratum();
            answered[h]++;
            found[h] += wrong[i] ? 1 : 0;
        }
        return Estimate.share(WrongRows.of(cells(ReviewSample.sizes(given.size()), answered, found)), given.size());
    }

    /**
     * Estimates of everything.
     *
     * @param given labels of all N rows
     * @param pWrong probability that each of N labels is wrong, by any model that has not seen the answers; how good it is decides
     *     how narrow intervals are, not whether they hold
     * @param strata of all N rows in the ranking that the sample was drawn from, by {@link ReviewSample#strata}
     * @throws IllegalArgumentException if reviewed is no random sample, sizes differ, a probability is outside [0, 1], or
     *     the strata are not those that the rows were drawn in
     */
    public static ReviewedEstimates of(Reviewed reviewed, Labels given, double[] pWrong, int[] strata) {
        if (pWrong.length != given.size() || strata.length != given.size()) {
            throw new IllegalArgumentException("labels has " + given.size() + " rows but there are " + pWrong.length
                    + " probabilities and " + strata.length + " strata");
        }
        for (int i = 0; i < pWrong.length; i++) {
            if (!(pWrong[i] >= 0 && pWrong[i] <= 1)) {
                throw new IllegalArgumentException(
                        "probability of row " + i + " must lie between 0 and 1 but is " + pWrong[i]);
            }
        }
        checkSample(reviewed, given);
        int[] sizes = new int[ReviewSample.STRATA];
        for (int h : strata) {
            if (h < 0 || h >= sizes.length) {
                throw new IllegalArgumentException("stratum must be 0 to " + (sizes.length - 1) + " but is " + h);
            }
            sizes[h]++;
        }
        if (!reviewed.agreesWith(strata) || !Arrays.equals(sizes, ReviewSample.sizes(given.size()))) {
            throw new IllegalArgumentException(
                    "rows were drawn in other strata than these: the ranking has changed since");
        }
        return new ReviewedEstimates(given, strata, reviewed, pWrong);
    }

    private static void checkSample(Reviewed reviewed, Labels given) {
        if (!reviewed.isSample()) {
            throw new IllegalArgumentException(
                    "rows were not drawn at random, so they say nothing of the others; only a random sample does");
        }
        if (reviewed.rows() != given.size()) {
            throw new IllegalArgumentException(
                    "labels has " + given.size() + " rows but the sample is of " + reviewed.rows());
        }
    }

    /** Whether the label of each answer is wrong. */
    private static boolean[] wrong(Reviewed reviewed, Labels given) {
        checkSample(reviewed, given);
        boolean[] wrong = new boolean[reviewed.answers().size()];
        for (int i = 0; i < wrong.length; i++) {
            Reviewed.Answer answer = reviewed.answers().get(i);
            if (answer.right() >= given.classCount()) {
                throw new IllegalArgumentException("right class of row " + answer.row() + " is " + answer.right()
                        + " but there are " + given.classCount() + " classes");
            }
            wrong[i] = answer.right() != given.get(answer.row());
        }
        return wrong;
    }

    /** What the estimates rest on. */
    public Reviewed reviewed() {
        return reviewed;
    }

    /** The share of wrong labels: {@link #predictionPoweredRate} if its interval is narrower, else {@link #stratifiedRate}. */
    public Estimate noiseRate() {
        return isPredictionPowered() ? poweredRate : stratifiedRate;
    }

    /** Whether the model narrows the interval of the noise rate. */
    public boolean isPredictionPowered() {
        return poweredRate.width() < stratifiedRate.width();
    }

    /**
     * Half the width that the interval of the noise rate may be expected to have when more rows of the sample are answered, if they turn out as
     * those before: with each cell's n and k grown in proportion.
     *
     * @param more rows, none negative
     * @throws IllegalArgumentException if more is negative
     */
    public double halfWidthAfter(int more) {
        if (more < 0) {
            throw new IllegalArgumentException("more rows must not be negative but are " + more);
        }
        double growth = 1 + (double) more / Math.max(1, wrong.length);
        List<Cell> now = cells(new boolean[given.size()], false);
        List<Cell> then = now.stream()
                .map(cell -> {
                    int answered = (int) Math.min(cell.size(), Math.round(cell.reviewed() * growth));
                    return new Cell(cell.size(), answered, (int)
                            Math.round(cell.reviewed() == 0 ? 0 : answered * cell.share()));
                })
                .toList();
        double narrowing = Estimate.share(WrongRows.of(then), given.size()).width()
                / Estimate.share(WrongRows.of(now), given.size()).width();
        return noiseRate().width() / 2 * narrowing;
    }

    /** Σ_h (N_h/N)·k_h/n_h, as {@link #noiseRate(Reviewed, Labels)}. */
    public Estimate stratifiedRate() {
        return stratifiedRate;
    }

    /**
     * What the model says of all rows, put right by how far it is off in the reviewed ones:
     *
     * <pre>λ·mean of p + Σ_h (N_h/N)·mean_h (wrong − λ·p),   0 ≤ λ ≤ 1</pre>
     *
     * <p>λ = 1 is prediction-powered inference (Angelopoulos et al. 2023, arXiv 2301.09633), λ = 0 does without the model. Here λ
     * minimises the estimate's variance (Angelopoulos, Duchi &amp; Zrnic 2023, arXiv 2311.01453): Σ_h a_h·cov_h(wrong, p) over
     * Σ_h a_h·var_h(p) with a_h = N_h²(1 − n_h/N_h)/n_h, covariances from reviewed rows and variances from all. With λ = 1 intervals
     * held in as few as .48 of samples where few rows of a stratum have a high p. Deviations of a stratum's limits are those
     * without a model, times √((n·v_λ + 4)/(n·v_0 + 4)) with the variances v of wrong − λ·p and of wrong.
     */
    public Estimate predictionPoweredRate() {
        return poweredRate;
    }

    /**
     * Share of wrong labels in a set of rows, the precision of flags.
     *
     * @param rows distinct; their estimate is NaN in [0, 1] if there are none
     * @throws IllegalArgumentException if a row is named twice or is none of the N
     */
    public Estimate precision(int[] rows) {
        return Estimate.share(WrongRows.of(cells(members(rows), true)), rows.length);
    }

    /**
     * Share of all wrong labels that is in a set of rows: a/(a + b) with a wrong rows inside and b outside. Its limits are those of the
     * ratio of two independent estimates (Donner &amp; Zou 2012, Statistical Methods in Medical Research 21, section 3.2): r/(1 − r) = x
     * with a − x·b = ∓√(δa² + x²·δb²), δ how far the limits of a and b that lie towards it are away.
     *
     * @param rows distinct
     * @return NaN if no wrong label was found
     * @throws IllegalArgumentException if a row is named twice or is none of the N
     */
    public Estimate recall(int[] rows) {
        boolean[] members = members(rows);
        WrongRows inside = WrongRows.of(cells(members, true));
        WrongRows outside = WrongRows.of(cells(members, false));
        if (rows.length == 0 || rows.length == members.length) {
            double value = rows.length == 0 ? 0 : 1;
            return new Estimate(value, value, value);
        }
        double a = inside.value();
        double b = outside.value();
        if (!(a + b > 0)) {
            return new Estimate(Double.NaN, 0, 1);
        }
        double low = odds(a, b, a - inside.low(), outside.high() - b, false);
        double high = odds(a, b, inside.high() - a, b - outside.low(), true);
        double value = a / (a + b);
        return new Estimate(value, Math.min(value, share(low)), Math.max(value, share(high)));
    }

    /** The smaller or the larger x that solves (a − x·b)² = δa² + x²·δb². */
    private static double odds(double a, double b, double da, double db, boolean larger) {
        double constant = a * a - da * da;
        double square = b * b - db * db;
        double root = Math.sqrt(Math.max(0, a * a * b * b - constant * square));
        if (larger) {
            return square <= 1e-12 * b * b ? Double.POSITIVE_INFINITY : (a * b + root) / square;
        }
        return constant <= 0 ? 0 : constant / (a * b + root);
    }

    private static double share(double odds) {
        return Double.isInfinite(odds) ? 1 : odds / (1 + odds);
    }

    /**
     * Points of the precision–recall curve along a ranking, which may be another than the one that the sample was drawn from.
     *
     * @param ranking all rows, most suspicious first
     * @param counts how many of the first rows to take, one for each point
     * @throws IllegalArgumentException if a row is there twice, or a count is outside 0 … N
     */
    public List<Point> curve(int[] ranking, int... counts) {
        List<Point> points = new ArrayList<>();
        for (int count : counts) {
            if (count < 0 || count > ranking.length) {
                throw new IllegalArgumentException(
                        "rows of a point must be 0 to " + ranking.length + " but are " + count);
            }
            int[] rows = Arrays.copyOf(ranking, count);
            points.add(new Point(count, precision(rows), recall(rows)));
        }
        return List.copyOf(points);
    }

    /** The given classes of which at least {@value #LEAST_OF_CLASS} rows were reviewed, in the order of their indices. */
    public List<ClassRate> classes() {
        int[] counts = given.counts();
        int[] answered = new int[counts.length];
        reviewed.answers().forEach(answer -> answered[given.get(answer.row())]++);
        List<ClassRate> rates = new ArrayList<>();
        for (int k = 0; k < counts.length; k++) {
            if (answered[k] >= LEAST_OF_CLASS) {
                boolean[] members = new boolean[given.size()];
                for (int i = 0; i < members.length; i++) {
                    members[i] = given.get(i) == k;
                }
                Estimate rate = Estimate.share(WrongRows.of(cells(members, true)), counts[k]);
                rates.add(new ClassRate(k, counts[k], answered[k], rate));
            }
        }
        return List.copyOf(rates);
    }

    private boolean[] members(int[] rows) {
        boolean[] members = new boolean[given.size()];
        for (int row : rows) {
            if (row < 0 || row >= members.length || members[row]) {
                throw new IllegalArgumentException("rows must be distinct and 0 to " + (members.length - 1)
                        + " but row " + row + " is " + (row < 0 || row >= members.length ? "not" : "there twice"));
            }
            members[row] = true;
        }
        return members;
    }

    /** The cells of the rows that are members, or of those that are not. */
    private List<Cell> cells(boolean[] members, boolean inside) {
        int[] rows = new int[sizes.length];
        int[] answered = new int[sizes.length];
        int[] found = new int[sizes.length];
        for (int i = 0; i < members.length; i++) {
            rows[strata[i]] += members[i] == inside ? 1 : 0;
        }
        for (int i = 0; i < wrong.length; i++) {
            Reviewed.Answer answer = reviewed.answers().get(i);
            if (members[answer.row()] == inside) {
                answered[answer.stratum()]++;
                found[answer.stratum()] += wrong[i] ? 1 : 0;
            }
        }
        return cells(rows, answered, found);
    }

    private static List<Cell> cells(int[] sizes, int[] answered, int[] found) {
        return IntStream.range(0, sizes.length)
                .mapToObj(h -> new Cell(sizes[h], answered[h], found[h]))
                .toList();
    }
}
