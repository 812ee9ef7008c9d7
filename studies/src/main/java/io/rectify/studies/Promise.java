package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.probe.SoftmaxProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /** What may be read off the theory before distilling. */
    private static final List<SignTable.Sign> THEORY =
            Stream.of("softmax", "left out", "by classes").map(Promise::theory).toList();

    /** The smaller κ first, then the larger share of labels that theory holds for wrong. */
    private static final SignTable.Sign KAPPA_AND_RATE =
            before("κ and estimated rate", cell -> cell.number("estimated rate") - key(cell, "kappa"));

    private static final List<SignTable.Sign> SIGNS = Stream.concat(
                    Stream.of(
                            before("κ", cell -> -key(cell, "kappa")),
                            before("estimated rate", cell -> cell.number("estimated rate")),
                            KAPPA_AND_RATE,
                            before("κ and true rate", cell -> key(cell, "rate") - key(cell, "kappa"))),
                    THEORY.stream())
            .toList();

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
        return plan.dataSets(SharedData.andEmbedded(SharedData.DIGITS, "banking77"));
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("rounds", ROUNDS, "promised", PROMISED, "revision", 2);
    }

    /** On the second model's embeddings the first seed alone. */
    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (String data : dataSets(plan)) {
            for (long seed : data.endsWith(SharedData.BGE_SMALL) ? plan.seeds().subList(0, 1) : plan.seeds()) {
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
        List<Results> settings = settings(results);
        SignTable signs = new SignTable(settings, Promise::gain);
        page.block("signs")
                .figure(
                        "signs",
                        "Gain of two rounds against what theory promises",
                        new Panels(
                                3,
                                THEORY.stream()
                                        .map(sign -> scatter(sign, results, signs))
                                        .toList()))
                .table("signs", signs.of(SIGNS, KAPPA_AND_RATE));
        page.block("data").table("data", byData(results));
        page.block("losses").table("losses", losses(settings, signs));
    }

    /** The cells that differ in nothing but the seed. */
    private static List<Results> settings(Results results) {
        List<Results> settings = new ArrayList<>();
        String first = results.distinct("seed").get(0);
        for (Key key : results.where("seed", first).keys()) {
            settings.add(results.where(cell -> cell.with("seed", first).equals(key)));
        }
        return settings;
    }

    /** Of two rounds over the teacher: what somebody gets who distils without looking. */
    private static double gain(Results cell) {
        return cell.number("rounds", PROMISED) - cell.number("teacher");
    }

    private static SignTable.Sign theory(String column) {
        return new SignTable.Sign(column, true, cell -> cell.number(column, PROMISED + 1) - cell.number(column, 1));
    }

    private static SignTable.Sign before(String name, ToDoubleFunction<Results> of) {
        return new SignTable.Sign(name, false, of);
    }

    private static double key(Results cell, String column) {
        return Double.parseDouble(cell.distinct(column).get(0));
    }

    private static LineChart scatter(SignTable.Sign sign, Results results, SignTable signs) {
        LineChart chart = new LineChart(sign.name(), "promised, points", "found, points").withSize(560, 440);
        double[] promised = signs.means(sign.of());
        List<Spread> gains = signs.spreads(Promise::gain);
        int colour = 0;
        for (String data : results.distinct("data")) {
            int[] of = IntStream.range(0, promised.length)
                    .filter(i -> signs.settings().get(i).distinct("data").contains(data))
                    .toArray();
            chart = chart.with(LineChart.Line.of(
                            data,
                            Arrays.stream(of)
                                    .mapToDouble(i -> 100 * promised[i])
                                    .toArray(),
                            Arrays.stream(of).mapToObj(gains::get).toList(),
                            100,
                            colour++)
                    .with(LineChart.Stroke.NONE));
        }
        return chart;
    }

    /** The signs on each data set by itself. */
    private static Table byData(Results results) {
        Table table = Table.of("data", "κ", "settings that gain", "gain of 2 rounds", "of top-2 GCE");
        for (String data : results.distinct("data")) {
            for (String kappa : results.distinct("kappa")) {
                List<Results> settings = settings(results.where("data", data).where("kappa", kappa));
                SignTable of = new SignTable(settings, Promise::gain);
                double[] gains = of.means(Promise::gain);
                table.row(
                        data,
                        kappa,
                        Arrays.stream(gains).filter(gain -> gain > 0).count() + " of " + gains.length,
                        Spread.of(gains).percent(1),
                        Spread.of(of.means(cell -> cell.number("top-2 GCE") - cell.number("teacher")))
                                .percent(1));
            }
        }
        return table;
    }

    /** The settings in which two rounds lose most. */
    private static Table losses(List<Results> settings, SignTable signs) {
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
        double[] gains = signs.means(Promise::gain);
        List<ToDoubleFunction<Results>> columns = List.of(
                cell -> cell.number("teacher"),
                cell -> cell.number("rounds", PROMISED),
                cell -> Arrays.stream(cell.series("rounds")).max().orElseThrow(),
                cell -> cell.number("top-2 GCE"),
                theory("softmax").of(),
                theory("left out").of());
        IntStream.range(0, gains.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> gains[i]))
                .limit(12)
                .forEach(i -> {
                    Key key = settings.get(i).keys().iterator().next();
                    List<Object> row = new ArrayList<>(
                            List.of(key.get("data"), key.get("noise"), key.get("rate"), key.get("kappa")));
                    columns.forEach(
                            column -> row.add(signs.spreads(column).get(i).percent(1)));
                    table.row(row.toArray());
                });
        return table;
    }
}
