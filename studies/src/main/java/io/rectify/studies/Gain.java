package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much students gain over their teacher, against the share of wrong labels. Every probe is fitted until its gradient is small;
 * nothing is chosen by test rows.
 */
final class Gain implements Experiment {
    private static final int ROUNDS = 4;
    private static final List<String> STUDENTS =
            List.of("1 round", "2 rounds", "3 rounds", "4 rounds", "top-2", "top-2 GCE");
    private static final List<Noise> KINDS = List.of(Noise.SYMMETRIC, Noise.ASYMMETRIC, Noise.SUPERCLASS);

    @Override
    public String name() {
        return "gain";
    }

    @Override
    public String title() {
        return "2 Gain of students over their teacher";
    }

    @Override
    public String study() {
        return "Jeong & Chung's gain over the teacher for rounds 1 to 4 and top-2, by noise, rate and regularisation";
    }

    @Override
    public String duration() {
        return "an hour, --quick a minute";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "noise", "kappa", "rate", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.dataSets(SharedData.DIGITS, SharedData.DIGITS_FOURIER, "banking77", "clinc150");
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("rounds", ROUNDS, "q", 0.7, "revision", 1);
    }

    /** One seed of everything after the other, so that a run that is cut short has whole ones. */
    @Override
    public List<Cell> cells(Plan plan) {
        double[] rates = plan.quick() ? new double[] {0.3, 0.6} : new double[] {0.1, 0.3, 0.5, 0.7, 0.9};
        int[] kappas = plan.quick() ? new int[] {5, 50} : new int[] {5, 15, 50, 500};
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (String data : dataSets(plan)) {
                for (Noise noise : KINDS) {
                    for (double rate : rates) {
                        for (int kappa : kappas) {
                            Key key = noise.key(data, kappa, rate, seed);
                            cells.add(new Cell(
                                    key,
                                    Noise.cost(data),
                                    (bench, measures) -> measure(
                                            bench.data(data), noise, rate, kappa, seed, bench.threads(), measures)));
                        }
                    }
                }
            }
        }
        return cells;
    }

    private static void measure(
            SharedData data, Noise noise, double rate, double kappa, long seed, int threads, Measures measures) {
        SoftmaxChain chain =
                new SoftmaxChain(Dataset.of(data.train(), noise.apply(data, rate, seed, threads)), threads);
        SoftmaxProbe teacher = chain.teacher(kappa);
        List<SoftmaxProbe> probes = new ArrayList<>(List.of(teacher));
        probes.addAll(chain.rounds(teacher, ROUNDS, kappa));
        probes.add(chain.student(teacher, new Refinement.TopK(2), kappa));
        probes.add(chain.student(teacher, SoftmaxChain.TOP_TWO, kappa));
        measures.putSeries("test", accuracies(chain, probes, data.test(), data.testLabels()));
        measures.putSeries("train", accuracies(chain, probes, data.train(), data.trainLabels()));
    }

    private static double[] accuracies(SoftmaxChain chain, List<SoftmaxProbe> probes, Matrix features, Labels labels) {
        return probes.stream()
                .mapToDouble(probe -> chain.accuracy(probe, features, labels))
                .toArray();
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        for (String data : results.distinct("data")) {
            Results of = results.where("data", data);
            List<String> kappas = of.distinct("kappa");
            String middle = kappas.get((kappas.size() - 1) / 2);
            page.block(data)
                    .figure(
                            data,
                            "Gain over the teacher on " + data
                                    + " against the share of wrong labels, by noise and kappa",
                            panels(of))
                    .text("Test accuracy in percent on " + data + " at kappa " + middle + ":")
                    .table(data, table(of.where("kappa", middle), "test"))
                    .attached(data + "-test", "Test accuracy at every kappa", table(of, "test"))
                    .attached(data + "-train", "right labels among the training rows' predictions", table(of, "train"));
        }
        page.block("mean")
                .text("Mean gain over all noises, rates above 0.1 and seeds, in points:")
                .table("mean", means(results));
    }

    /** One line for each data set and κ. */
    private static Table means(Results results) {
        List<String> header = new ArrayList<>(List.of("data", "kappa"));
        header.addAll(STUDENTS);
        Table table = Table.of(header);
        for (String data : results.distinct("data")) {
            for (String kappa : results.distinct("kappa")) {
                Results of = results.where("data", data)
                        .where("kappa", kappa)
                        .where(key -> Double.parseDouble(key.get("rate")) > 0.1);
                List<Spread> gains = new ArrayList<>();
                for (int student = 0; student < STUDENTS.size(); student++) {
                    gains.add(of.differences("test", student + 2, 1));
                }
                List<Object> row = new ArrayList<>(List.of(data, kappa));
                row.addAll(Table.bestInBold(
                        gains,
                        true,
                        gains.stream()
                                .map(gain -> String.format(Locale.ROOT, "%+.2f", 100 * gain.mean()))
                                .toList()));
                table.row(row.toArray());
            }
        }
        return table;
    }

    /** Noise by noise, one column for each κ; the last one names the lines. */
    private static Picture panels(Results results) {
        List<String> kappas = results.distinct("kappa");
        List<LineChart> charts = new ArrayList<>();
        for (String noise : results.distinct("noise")) {
            for (String kappa : kappas) {
                LineChart chart =
                        chart(results.where("noise", noise).where("kappa", kappa), noise + ", kappa " + kappa);
                charts.add(kappa.equals(kappas.get(kappas.size() - 1)) ? chart : chart.withoutLegend());
            }
        }
        return new Panels(kappas.size(), charts);
    }

    private static LineChart chart(Results results, String title) {
        double[] rates = results.numbers("rate");
        LineChart chart = new LineChart(title, "share of wrong labels", "gain, points").withSize(560, 400);
        for (int student = 0; student < STUDENTS.size(); student++) {
            int at = student;
            List<Spread> gains = Arrays.stream(rates)
                    .mapToObj(rate -> results.where("rate", rate).differences("test", at + 2, 1))
                    .toList();
            LineChart.Line line = LineChart.Line.of(STUDENTS.get(student), rates, gains, 100, student);
            chart = chart.with(student < ROUNDS ? line : line.with(LineChart.Stroke.DASHED));
        }
        return chart;
    }

    /** Mean and deviation over the seeds, one line for each noise, κ and rate. */
    private static Table table(Results results, String metric) {
        List<String> header = new ArrayList<>(List.of("noise", "kappa", "wrong", "teacher"));
        header.addAll(STUDENTS);
        Table table = Table.of(header);
        for (String noise : results.distinct("noise")) {
            for (String kappa : results.distinct("kappa")) {
                for (String rate : results.distinct("rate")) {
                    List<Spread> spreads = results.where("noise", noise)
                            .where("kappa", kappa)
                            .where("rate", rate)
                            .spreads(metric);
                    List<Object> row = new ArrayList<>(List.of(noise, kappa, rate));
                    row.addAll(Table.highestInBold(spreads));
                    table.row(row.toArray());
                }
            }
        }
        return table;
    }
}
