package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.metrics.Ranking;
import io.rectify.probe.SoftmaxProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Where self-distillation does not help, and whether {@code rectify theory} foretells it: the gain in clean test accuracy of
 * two rounds, beside what the theory says of the same noisy labels without any right one.
 */
final class Promise implements Experiment {
    private static final List<Noise> KINDS =
            List.of(Noise.SYMMETRIC, Noise.ASYMMETRIC, Noise.SUPERCLASS, Noise.FEATURES, Noise.RUNNER_UP);

    private static final int ROUNDS = 4;

    /** Rounds that are asked about: what somebody gets who distils without looking. */
    private static final int PROMISED = 2;

    private static final int[] KAPPAS = {5, 50};

    /** What may be read off the theory before distilling, by name. */
    private static final List<String> SIGNS = List.of("softmax", "left out", "by classes");

    @Override
    public String name() {
        return "promise";
    }

    @Override
    public String title() {
        return "6.4 Where self-distillation does not help, and how to tell beforehand";
    }

    @Override
    public String study() {
        return "Beyond the papers: what theory says of noisy labels alone against the gain that follows";
    }

    @Override
    public String duration() {
        return "15 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "noise", "kappa", "rate", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.dataSets(
                SharedData.DIGITS, "banking77", "banking77" + SharedData.MINILM, "clinc150" + SharedData.MINILM);
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("rounds", ROUNDS, "promised", PROMISED, "revision", 2);
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (String data : dataSets(plan)) {
                for (Noise noise : plan.quick() ? List.of(Noise.SYMMETRIC) : KINDS) {
                    for (double rate : rates(plan, noise)) {
                        for (int kappa : KAPPAS) {
                            cells.add(new Cell(
                                    noise.key(data, kappa, rate, seed),
                                    Noise.cost(data),
                                    (bench, measures) -> measure(bench, data, noise, rate, kappa, seed, measures)));
                        }
                    }
                }
            }
        }
        return cells;
    }

    private static double[] rates(Plan plan, Noise noise) {
        if (plan.quick()) {
            return new double[] {0, 0.5};
        }
        return switch (noise) {
            case SYMMETRIC -> new double[] {0, 0.2, 0.5, 0.8};
            case ASYMMETRIC, SUPERCLASS -> new double[] {0.2, 0.5, 0.8};
            default -> new double[] {0.2, 0.4};
        };
    }

    private static void measure(
            Workbench bench, String name, Noise noise, double rate, double kappa, long seed, Measures measures)
            throws IOException {
        SharedData data = bench.data(name);
        int threads = bench.threads();
        Labels given = rate == 0 ? data.trainLabels() : noise.apply(data, rate, seed, threads);
        SoftmaxChain chain = new SoftmaxChain(Dataset.of(data.train(), given), threads);
        SoftmaxProbe teacher = chain.teacher(kappa);
        List<SoftmaxProbe> steps = new ArrayList<>(List.of(teacher));
        steps.addAll(chain.rounds(teacher, ROUNDS, kappa));
        ToDoubleFunction<SoftmaxProbe> accuracy = probe -> chain.accuracy(probe, data.test(), data.testLabels());
        measures.put("teacher", accuracy.applyAsDouble(teacher));
        measures.putSeries(
                "rounds", steps.stream().skip(1).mapToDouble(accuracy).toArray());
        measures.put("top-2 GCE", accuracy.applyAsDouble(chain.student(teacher, SoftmaxChain.TOP_TWO, kappa)));
        Foretelling.of(data.train(), given, chain, steps.subList(0, PROMISED + 1), kappa)
                .put(measures);
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        List<Results> cells = results.each();
        double[] gains = cells.stream().mapToDouble(Promise::gain).toArray();
        Table table = Table.of(
                "sign",
                "AUROC",
                "gain where it promises one",
                "gain elsewhere",
                "cells that gain, promised",
                "elsewhere");
        List<LineChart> charts = new ArrayList<>();
        for (String sign : SIGNS) {
            double[] promised =
                    cells.stream().mapToDouble(cell -> promise(cell, sign)).toArray();
            table.row(row(sign, promised, gains).toArray());
            charts.add(scatter(sign, results, cells, promised, gains));
        }
        page.block("signs")
                .figure("signs", "Gain of two rounds against what theory promises", new Panels(3, charts))
                .table("signs", table);
        page.block("losses").table("losses", losses(cells, gains));
    }

    /** Of two rounds over the teacher: what somebody gets who distils without looking. */
    private static double gain(Results cell) {
        return cell.number("rounds", 2) - cell.number("teacher");
    }

    /** What two rounds are said to gain. */
    private static double promise(Results cell, String sign) {
        return cell.number(sign, 3) - cell.number(sign, 1);
    }

    private static List<Object> row(String sign, double[] promised, double[] gains) {
        return List.of(
                sign,
                Spread.of(Ranking.auroc(promised, gaining(gains))).text(2),
                chosen(promised, gains, true).percent(2),
                chosen(promised, gains, false).percent(2),
                share(promised, gains, true),
                share(promised, gains, false));
    }

    private static boolean[] gaining(double[] gains) {
        boolean[] gaining = new boolean[gains.length];
        for (int i = 0; i < gains.length; i++) {
            gaining[i] = gains[i] > 0;
        }
        return gaining;
    }

    private static Spread chosen(double[] promised, double[] gains, boolean positive) {
        return Spread.of(IntStream.range(0, gains.length)
                .filter(i -> promised[i] > 0 == positive)
                .mapToDouble(i -> gains[i])
                .toArray());
    }

    private static String share(double[] promised, double[] gains, boolean positive) {
        int all = 0;
        int gaining = 0;
        for (int i = 0; i < gains.length; i++) {
            if (promised[i] > 0 == positive) {
                all++;
                gaining += gains[i] > 0 ? 1 : 0;
            }
        }
        return gaining + " of " + all;
    }

    private static LineChart scatter(
            String sign, Results results, List<Results> cells, double[] promised, double[] gains) {
        LineChart chart = new LineChart(sign, "promised, points", "found, points").withSize(560, 440);
        int colour = 0;
        for (String data : results.distinct("data")) {
            int[] of = IntStream.range(0, cells.size())
                    .filter(i -> cells.get(i).distinct("data").contains(data))
                    .toArray();
            chart = chart.with(LineChart.Line.of(
                            data,
                            Arrays.stream(of)
                                    .mapToDouble(i -> 100 * promised[i])
                                    .toArray(),
                            Arrays.stream(of).mapToDouble(i -> 100 * gains[i]).toArray(),
                            colour++)
                    .with(LineChart.Stroke.NONE));
        }
        return chart;
    }

    /** The cells in which two rounds lose most. */
    private static Table losses(List<Results> cells, double[] gains) {
        Table table = Table.of(
                "data",
                "noise",
                "wrong",
                "kappa",
                "teacher",
                "2 rounds",
                "best of 4",
                "top-2 GCE",
                "softmax promises",
                "left out promises");
        IntStream.range(0, gains.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> gains[i]))
                .limit(12)
                .forEach(i -> {
                    Results cell = cells.get(i);
                    Key key = cell.keys().iterator().next();
                    table.row(
                            key.get("data"),
                            key.get("noise"),
                            key.get("rate"),
                            key.get("kappa"),
                            percent(cell.number("teacher")),
                            percent(cell.number("rounds", 2)),
                            percent(Arrays.stream(cell.series("rounds")).max().orElseThrow()),
                            percent(cell.number("top-2 GCE")),
                            percent(promise(cell, "softmax")),
                            percent(promise(cell, "left out")));
                });
        return table;
    }

    private static String percent(double share) {
        return Spread.of(share).percent(1);
    }
}
