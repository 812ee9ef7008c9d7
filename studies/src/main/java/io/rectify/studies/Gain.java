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
    /** Beyond it, mistakes to one class alone outnumber right labels. */
    private static final double MOST_NEAREST = 0.45;

    private final String name;
    private final String title;
    private final List<String> data;
    private final List<Noise> kinds;
    private final double[] rates;
    private final int[] kappas;

    private Gain(String name, String title, List<String> data, List<Noise> kinds, double[] rates, int[] kappas) {
        this.name = name;
        this.title = title;
        this.data = data;
        this.kinds = kinds;
        this.rates = rates;
        this.kappas = kappas;
    }

    /** On digits and on tf-idf features, by Jeong &amp; Chung's kinds of noise. */
    static Gain ofPaper() {
        return new Gain(
                "gain",
                "2 Gain of students over their teacher",
                List.of(SharedData.DIGITS, SharedData.DIGITS_FOURIER, "banking77", "clinc150"),
                List.of(Noise.SYMMETRIC, Noise.ASYMMETRIC, Noise.SUPERCLASS),
                new double[] {0.1, 0.3, 0.5, 0.7, 0.9},
                new int[] {5, 15, 50, 500});
    }

    /** On sentence embeddings, where teachers are strong; with many classes, asymmetric noise is symmetric noise but for its name. */
    static Gain onEmbeddings() {
        return new Gain(
                "embeddings",
                "2.1 Gain of students on sentence embeddings",
                List.of("banking77" + SharedData.MINILM, "clinc150" + SharedData.MINILM),
                List.of(Noise.SYMMETRIC, Noise.SUPERCLASS, Noise.NEAREST),
                new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9},
                new int[] {5, 15, 50});
    }

    /** The same on those of another model, which the study makes of the texts. */
    static Gain onBge() {
        return new Gain(
                "bge",
                "2.2 Gain of students on another model's embeddings",
                List.of("banking77" + SharedData.BGE_SMALL, "clinc150" + SharedData.BGE_SMALL),
                List.of(Noise.SYMMETRIC, Noise.SUPERCLASS, Noise.NEAREST),
                new double[] {0.1, 0.3, 0.5, 0.7, 0.9},
                new int[] {5, 15, 50});
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
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
        return plan.dataSets(data.toArray(String[]::new));
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("rounds", ROUNDS, "q", 0.7, "revision", 1);
    }

    /** One seed of everything after the other, so that a run that is cut short has whole ones. */
    @Override
    public List<Cell> cells(Plan plan) {
        double[] some = plan.quick() ? new double[] {0.3, 0.6} : rates;
        int[] penalties = plan.quick() ? new int[] {5, 50} : kappas;
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (String set : dataSets(plan)) {
                for (Noise noise : kinds) {
                    for (double rate : some) {
                        for (int kappa : noise == Noise.NEAREST && rate > MOST_NEAREST ? new int[0] : penalties) {
                            cells.add(new Cell(
                                    noise.key(set, kappa, rate, seed),
                                    Noise.cost(set),
                                    (bench, measures) -> measure(
                                            bench.data(set), noise, rate, kappa, seed, bench.threads(), measures)));
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
        for (String set : results.distinct("data")) {
            Results of = results.where("data", set);
            List<String> kappas = of.distinct("kappa");
            String middle = kappas.get((kappas.size() - 1) / 2);
            page.block(set)
                    .figure(
                            set,
                            "Gain over the teacher on " + set
                                    + " against the share of wrong labels, by noise and kappa",
                            panels(of))
                    .text("Test accuracy in percent on " + set + " at kappa " + middle + ":")
                    .table(set, table(of.where("kappa", middle), "test"))
                    .attached(set + "-test", "Test accuracy at every kappa", table(of, "test"))
                    .attached(set + "-train", "right labels among the training rows' predictions", table(of, "train"));
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
        for (String set : results.distinct("data")) {
            for (String kappa : results.distinct("kappa")) {
                Results of = results.where("data", set)
                        .where("kappa", kappa)
                        .where(key -> Double.parseDouble(key.get("rate")) > 0.1);
                List<Spread> gains = new ArrayList<>();
                for (int student = 0; student < STUDENTS.size(); student++) {
                    gains.add(of.differences("test", student + 2, 1));
                }
                List<Object> row = new ArrayList<>(List.of(set, kappa));
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
                for (String rate : results.where("noise", noise).distinct("rate")) {
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
