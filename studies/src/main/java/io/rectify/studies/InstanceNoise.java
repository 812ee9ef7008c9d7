package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.distill.Refinement;
import io.rectify.probe.SoftmaxProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Wrong labels that depend on the row: by its features, and to a classifier's second candidate where it is least sure. */
final class InstanceNoise implements Experiment {
    private static final int ROUNDS = 4;
    private static final List<String> METHODS = List.of("teacher", "4 rounds", "hardened", "top-2 GCE", "consensus");

    @Override
    public String name() {
        return "instance";
    }

    @Override
    public String title() {
        return "6.3 Noise that depends on the instance";
    }

    @Override
    public String study() {
        return "Beyond the papers: wrong labels that the features foretell";
    }

    @Override
    public String duration() {
        return "10 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "noise", "kappa", "rate", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.dataSets(SharedData.DIGITS, "banking77", "clinc150");
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("rounds", ROUNDS, "q", 0.7, "deviation", 0.1, "sharpness", 10, "revision", 1);
    }

    @Override
    public List<Cell> cells(Plan plan) {
        double[] rates = plan.quick() ? new double[] {0.3} : new double[] {0.1, 0.2, 0.3, 0.4};
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (String data : dataSets(plan)) {
                for (Noise noise : List.of(Noise.SYMMETRIC, Noise.FEATURES, Noise.RUNNER_UP)) {
                    // Nothing is drawn for runners-up, so further seeds would say the same.
                    if (noise == Noise.RUNNER_UP && seed != plan.seeds().get(0)) {
                        continue;
                    }
                    for (double rate : rates) {
                        for (int kappa : new int[] {5, 50}) {
                            cells.add(new Cell(
                                    noise.key(data, kappa, rate, seed),
                                    Noise.cost(data),
                                    (bench, measures) ->
                                            measure(bench, bench.data(data), noise, rate, kappa, seed, measures)));
                        }
                    }
                }
            }
        }
        return cells;
    }

    private static void measure(
            Workbench bench, SharedData data, Noise noise, double rate, double kappa, long seed, Measures measures) {
        SoftmaxChain chain = new SoftmaxChain(
                Dataset.of(data.train(), noise.apply(data, rate, seed, bench.threads())), bench.threads());
        SoftmaxProbe teacher = chain.teacher(kappa);
        List<SoftmaxProbe> probes = List.of(
                teacher,
                chain.rounds(teacher, ROUNDS, kappa).get(ROUNDS - 1),
                chain.student(teacher, new Refinement.Harden(), kappa),
                chain.student(teacher, SoftmaxChain.TOP_TWO, kappa),
                chain.student(teacher, new Refinement.Consensus(), kappa));
        measures.putSeries(
                "test",
                probes.stream()
                        .mapToDouble(probe -> chain.accuracy(probe, data.test(), data.testLabels()))
                        .toArray());
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        List<String> header = new ArrayList<>(List.of("data", "noise", "wrong", "kappa"));
        header.addAll(METHODS);
        Table all = Table.of(header);
        List<LineChart> charts = new ArrayList<>();
        for (String data : results.distinct("data")) {
            for (String noise : results.distinct("noise")) {
                Results of = results.where("data", data).where("noise", noise);
                charts.add(chart(of, data + ", " + noise));
                for (String rate : of.distinct("rate")) {
                    for (String kappa : of.distinct("kappa")) {
                        List<Spread> spreads =
                                of.where("rate", rate).where("kappa", kappa).spreads("test");
                        List<Object> row = new ArrayList<>(List.of(data, noise, rate, kappa));
                        row.addAll(Table.highestInBold(spreads));
                        all.row(row.toArray());
                    }
                }
            }
        }
        page.block("accuracy")
                .figure("gain", "Gain over the teacher by kind of noise, kappa 5", new Panels(3, charts))
                .table("accuracy", all);
    }

    private static LineChart chart(Results of, String title) {
        Results weak = of.where("kappa", 5);
        LineChart chart = new LineChart(title, "share of wrong labels", "gain, points").withSize(560, 400);
        for (int method = 1; method < METHODS.size(); method++) {
            int at = method;
            List<Spread> gains = weak.distinct("rate").stream()
                    .map(rate -> weak.where("rate", rate).differences("test", at + 1, 1))
                    .toList();
            chart = chart.with(LineChart.Line.of(METHODS.get(method), weak.numbers("rate"), gains, 100, method - 1));
        }
        return chart;
    }
}
