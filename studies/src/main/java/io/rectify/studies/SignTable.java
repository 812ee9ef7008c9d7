package io.rectify.studies;

import io.rectify.metrics.Ranking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well signs foretell which settings gain. A setting's gain and signs are means over its seeds; intervals hold 95 % of redraws of the
 * settings, with replacement.
 *
 * @param settings the cells of each, one a seed
 */
record SignTable(List<Results> settings, ToDoubleFunction<Results> gain) {
    private static final int REDRAWS = 4000;
    private static final int SEED = 1;
    private static final double TAIL = 0.025;

    /**
     * What is read off a cell.
     *
     * @param promises whether it says of itself that there is a gain: where it is positive
     */
    record Sign(String name, boolean promises, ToDoubleFunction<Results> of) {}

    /** @param first the sign that the others are compared with */
    Table of(List<Sign> signs, Sign first) {
        Table table = Table.of(
                "sign",
                "AUROC",
                "by seed",
                "less " + first.name(),
                "κ = 5",
                "κ = 50",
                "gain where it promises one",
                "gain elsewhere",
                "settings that gain, promised",
                "elsewhere");
        double[] gains = means(gain);
        double[] base = means(first.of());
        for (Sign sign : signs) {
            double[] values = means(sign.of());
            List<Object> row = new ArrayList<>(List.of(
                    sign.name(),
                    interval(auroc(values, gains, every()), redraws(values, gains)),
                    bySeed(sign),
                    sign.equals(first)
                            ? "–"
                            : interval(
                                    auroc(values, gains, every()) - auroc(base, gains, every()),
                                    differences(values, base, gains)),
                    two(auroc(values, gains, at("5"))),
                    two(auroc(values, gains, at("50")))));
            if (sign.promises()) {
                row.addAll(List.of(
                        chosen(values, gains, true).percent(2),
                        chosen(values, gains, false).percent(2),
                        share(values, gains, true),
                        share(values, gains, false)));
            } else {
                row.addAll(List.of("–", "–", "–", "–"));
            }
            table.row(row.toArray());
        }
        return table;
    }

    double[] means(ToDoubleFunction<Results> of) {
        return spreads(of).stream().mapToDouble(Spread::mean).toArray();
    }

    List<Spread> spreads(ToDoubleFunction<Results> of) {
        return settings.stream()
                .map(setting ->
                        Spread.of(setting.each().stream().mapToDouble(of).toArray()))
                .toList();
    }

    private int[] every() {
        return IntStream.range(0, settings.size()).toArray();
    }

    private int[] at(String kappa) {
        return IntStream.range(0, settings.size())
                .filter(i -> settings.get(i).distinct("kappa").contains(kappa))
                .toArray();
    }

    /** Of the chosen settings. NaN where all gain or none. */
    private static double auroc(double[] values, double[] gains, int[] chosen) {
        boolean[] gaining = new boolean[chosen.length];
        double[] scores = new double[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            gaining[i] = gains[chosen[i]] > 0;
            scores[i] = values[chosen[i]];
        }
        return Ranking.auroc(scores, gaining);
    }

    /** Of every seed by itself, over the settings that have it. */
    private String bySeed(Sign sign) {
        int seeds = settings.stream()
                .mapToInt(setting -> setting.keys().size())
                .max()
                .orElse(0);
        double[] areas = new double[seeds];
        for (int s = 0; s < seeds; s++) {
            int at = s;
            List<Results> cells = settings.stream()
                    .map(Results::each)
                    .filter(each -> each.size() > at)
                    .map(each -> each.get(at))
                    .toList();
            areas[s] = auroc(
                    cells.stream().mapToDouble(sign.of()).toArray(),
                    cells.stream().mapToDouble(gain).toArray(),
                    IntStream.range(0, cells.size()).toArray());
        }
        return Spread.of(areas).text(2);
    }

    private double[] redraws(double[] values, double[] gains) {
        return drawn().stream().mapToDouble(draw -> auroc(values, gains, draw)).toArray();
    }

    private double[] differences(double[] values, double[] base, double[] gains) {
        return drawn().stream()
                .mapToDouble(draw -> auroc(values, gains, draw) - auroc(base, gains, draw))
                .toArray();
    }

    /** The same redraws for every sign. */
    private List<int[]> drawn() {
        SplittableRandom random = new SplittableRandom(SEED);
        int n = settings.size();
        return IntStream.range(0, REDRAWS)
                .mapToObj(draw ->
                        IntStream.range(0, n).map(i -> random.nextInt(n)).toArray())
                .toList();
    }

    private static String interval(double value, double[] redrawn) {
        double[] sorted =
                Arrays.stream(redrawn).filter(Double::isFinite).sorted().toArray();
        return sorted.length == 0 || Double.isNaN(value)
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.2f (%.2f to %.2f)",
                        value,
                        sorted[(int) (TAIL * sorted.length)],
                        sorted[sorted.length - 1 - (int) (TAIL * sorted.length)]);
    }

    private static String two(double value) {
        return Spread.of(value).text(2);
    }

    private static Spread chosen(double[] promised, double[] gains, boolean positive) {
        return Spread.of(IntStream.range(0, gains.length)
                .filter(i -> promised[i] > 0 == positive)
                .mapToDouble(i -> gains[i])
                .toArray());
    }

    private static String share(double[] promised, double[] gains, boolean positive) {
        int[] of = IntStream.range(0, gains.length)
                .filter(i -> promised[i] > 0 == positive)
                .toArray();
        return IntStream.of(of).filter(i -> gains[i] > 0).count() + " of " + of.length;
    }
}
