package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import io.rectify.theory.LinearisationBound;
import io.rectify.theory.Simulation;
import io.rectify.theory.SoftmaxFixedPoint;
import io.rectify.theory.ThreeLevelModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** How far the closed form is from the softmax chain it stands for, and how far it could be at most by {@link LinearisationBound}. */
final class Linearisation implements Experiment {
    private static final String SIMULATED = "simulated";
    private static final int STEPS = 3;
    private static final double RATE = 0.3;
    private static final double SCATTER = 0.05;
    private static final List<Integer> MUS = List.of(1, 5, 50, 500, 5000, 50_000);

    @Override
    public String name() {
        return "linearisation";
    }

    @Override
    public String title() {
        return "1.1 How far the closed form may be from the softmax";
    }

    @Override
    public String study() {
        return "Jeong & Chung's assumption 1: the error of the linearised softmax along the rounds, and its bound";
    }

    @Override
    public String duration() {
        return "5 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "mu", "seed");
    }

    private static List<String> read(Plan plan) {
        return plan.dataSets("banking77" + SharedData.MINILM);
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return read(plan);
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("steps", STEPS, "rate", RATE, "rows per class", perClass(plan), "revision", 1);
    }

    private static int perClass(Plan plan) {
        return plan.quick() ? 10 : 60;
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (String data :
                    Stream.concat(Stream.of(SIMULATED), read(plan).stream()).toList()) {
                for (int mu : plan.quick() ? List.of(5, 500) : MUS) {
                    cells.add(new Cell(
                            Key.of("data", data).with("mu", mu).with("seed", seed),
                            (bench, measures) -> measure(bench, data, mu, seed, measures)));
                }
            }
        }
        return cells;
    }

    private static void measure(Workbench bench, String name, double mu, long seed, Measures measures)
            throws IOException {
        if (name.equals(SIMULATED)) {
            simulated(perClass(bench.plan()), mu, seed, bench.threads(), measures);
        } else {
            fitted(bench.data(name), mu, seed, bench.threads(), measures);
        }
    }

    /** The softmax by Newton's method. */
    private static void simulated(int perClass, double mu, long seed, int threads, Measures measures) {
        ThreeLevelModel model = ThreeLevelModel.balanced(8, perClass, 4, 0.4, 0.2, 0.1);
        try (Simulation simulation = Simulation.of(model, SCATTER, seed, threads);
                DoubleMatrix labels = Simulation.matrix(
                        new Targets.OneHot(new Corruption.Symmetric(RATE).apply(simulation.truth(), seed)))) {
            Comparison comparison =
                    new Comparison(mu, simulation.eigenvalues()[0], e -> simulation.seminorm(e, threads), measures);
            DoubleMatrix teacher = labels;
            for (int t = 1; t <= STEPS; t++) {
                DoubleMatrix outputs = SoftmaxFixedPoint.solve(
                                simulation.gram(),
                                teacher,
                                mu,
                                Optional.empty(),
                                new SoftmaxFixedPoint.Options(1e-10, 200, threads))
                        .outputs();
                try (DoubleMatrix linear = simulation.linear(labels, new SpectralFilter(mu, t), threads)) {
                    comparison.step(t, linear, outputs);
                }
                teacher = outputs;
            }
        }
    }

    /** The softmax as it is fitted. */
    private static void fitted(SharedData data, double mu, long seed, int threads, Measures measures) {
        Matrix features = data.train();
        Labels given = Noise.SYMMETRIC.apply(data, RATE, seed, threads);
        SpectralProbe closed =
                SpectralProbe.fit(GramSpectrum.of(features, threads), features, new Targets.OneHot(given), threads);
        ToDoubleFunction<DoubleMatrix> seminorm = e -> {
            try (Matrix single = e.toMatrix()) {
                return LinearisationBound.seminorm(features, single, threads);
            }
        };
        Comparison comparison = new Comparison(mu, closed.spectrum().values()[0], seminorm, measures);
        SoftmaxChain chain = new SoftmaxChain(Dataset.of(features, given), threads);
        SoftmaxProbe teacher = chain.teacher(mu);
        List<SoftmaxProbe> steps = new ArrayList<>(List.of(teacher));
        steps.addAll(chain.rounds(teacher, STEPS - 1, mu));
        for (int t = 1; t <= STEPS; t++) {
            try (Probabilities outputs = steps.get(t - 1).predict(features, threads);
                    Matrix scores = closed.scores(features, new SpectralFilter(mu, t), threads);
                    DoubleMatrix linear = doubles(scores, 1.0 / given.classCount());
                    DoubleMatrix softmax = doubles(outputs.matrix(), 0)) {
                comparison.step(t, linear, softmax);
            }
        }
    }

    private static DoubleMatrix doubles(Matrix matrix, double plus) {
        DoubleMatrix doubles = DoubleMatrix.zeros(matrix.rows(), matrix.columns());
        for (int i = 0; i < matrix.rows(); i++) {
            float[] single = matrix.row(i);
            double[] row = new double[single.length];
            Arrays.setAll(row, k -> single[k] + plus);
            doubles.setRows(i, 1, row);
        }
        return doubles;
    }

    /** What a chain measures, step by step. */
    private static final class Comparison {
        private final double mu;
        private final double largest;
        private final ToDoubleFunction<DoubleMatrix> seminorm;
        private final Measures measures;
        private LinearisationBound bound = LinearisationBound.LABELS;

        Comparison(double mu, double largest, ToDoubleFunction<DoubleMatrix> seminorm, Measures measures) {
            this.mu = mu;
            this.largest = largest;
            this.seminorm = seminorm;
            this.measures = measures;
        }

        /** Shares are of rows. */
        void step(int t, DoubleMatrix linear, DoubleMatrix softmax) {
            int n = linear.rows();
            int classes = linear.columns();
            double farthest = 0;
            int same = 0;
            int certain = 0;
            try (DoubleMatrix remainder = LinearisationBound.remainder(linear)) {
                bound = bound.next(seminorm.applyAsDouble(remainder), mu, classes, largest);
            }
            try (DoubleMatrix error = DoubleMatrix.zeros(n, classes);
                    DoubleMatrix centred = DoubleMatrix.zeros(n, classes)) {
                for (int i = 0; i < n; i++) {
                    double[] l = linear.row(i);
                    double[] p = softmax.row(i);
                    double[] difference = new double[classes];
                    Arrays.setAll(difference, k -> p[k] - l[k]);
                    error.setRows(i, 1, difference);
                    farthest = Math.max(farthest, logits(l, p));
                    same += largest(l) == largest(p) ? 1 : 0;
                    certain += margin(l) > Math.sqrt(2) * bound.logits() ? 1 : 0;
                    Arrays.setAll(l, k -> l[k] - 1.0 / classes);
                    centred.setRows(i, 1, l);
                }
                double size = seminorm.applyAsDouble(centred);
                measures.put("found", t, seminorm.applyAsDouble(error) / size);
                measures.put("bound", t, bound.error() / size);
            }
            measures.put("logits found", t, farthest);
            measures.put("logits bound", t, bound.logits());
            measures.put("same", t, (double) same / n);
            measures.put("certain", t, (double) certain / n);
        }

        /** Between ln p, centred, and K·(l − 1/K). */
        private static double logits(double[] l, double[] p) {
            double mean = Arrays.stream(p).map(Math::log).average().orElseThrow();
            double squares = 0;
            for (int k = 0; k < l.length; k++) {
                double distance = Math.log(p[k]) - mean - l.length * l[k] + 1;
                squares += distance * distance;
            }
            return Math.sqrt(squares);
        }

        /** By how much the largest logit leads. */
        private static double margin(double[] l) {
            double[] sorted = l.clone();
            Arrays.sort(sorted);
            return l.length * (sorted[l.length - 1] - sorted[l.length - 2]);
        }

        private static int largest(double[] values) {
            int best = 0;
            for (int k = 1; k < values.length; k++) {
                best = values[k] > values[best] ? k : best;
            }
            return best;
        }
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        Table table = Table.of(
                "data",
                "μ",
                "step",
                "error, share of the outputs",
                "its bound",
                "bound by error",
                "logits differ by at most",
                "their bound",
                "rows of the same class",
                "rows for which the bound says so");
        List<LineChart> charts = new ArrayList<>();
        for (String data : results.distinct("data")) {
            Results of = results.where("data", data);
            for (String mu : of.distinct("mu")) {
                Results cells = of.where("mu", mu);
                for (int t = 1; t <= STEPS; t++) {
                    Spread found = at(cells, "found", t);
                    Spread bound = at(cells, "bound", t);
                    table.row(
                            data,
                            mu,
                            t,
                            found.percent(1),
                            bound.percent(1),
                            number(bound.mean() / found.mean()),
                            number(at(cells, "logits found", t).mean()),
                            number(at(cells, "logits bound", t).mean()),
                            at(cells, "same", t).percent(1),
                            at(cells, "certain", t).percent(1));
                }
            }
            charts.add(chart(data, of));
        }
        page.block("bound")
                .figure("bound", "Error of the linearised softmax and its bound against mu", new Panels(2, charts))
                .table("bound", table);
    }

    private static LineChart chart(String data, Results of) {
        LineChart chart = new LineChart(data, "μ", "share of the outputs")
                .withLogarithmicX()
                .withLogarithmicY()
                .withSize(620, 420);
        for (int t = 1; t <= STEPS; t++) {
            for (String metric : List.of("found", "bound")) {
                int step = t;
                LineChart.Line line = LineChart.Line.of(
                        metric + ", step " + t,
                        of.numbers("mu"),
                        of.distinct("mu").stream()
                                .mapToDouble(mu ->
                                        at(of.where("mu", mu), metric, step).mean())
                                .toArray(),
                        t - 1);
                chart = chart.with(metric.equals("bound") ? line.with(LineChart.Stroke.DASHED) : line);
            }
        }
        return chart;
    }

    private static Spread at(Results cells, String metric, int step) {
        return cells.spreads(metric).get(step - 1);
    }

    /** Three digits. */
    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
