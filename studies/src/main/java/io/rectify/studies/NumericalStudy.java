package io.rectify.studies;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.noise.Corruption;
import io.rectify.spectral.SpectralFilter;
import io.rectify.theory.BlockModel;
import io.rectify.theory.CorruptionMargins;
import io.rectify.theory.Simulation;
import io.rectify.theory.SoftmaxFixedPoint;
import io.rectify.theory.ThreeLevelModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Closed form and softmax fixed point on simulated correlations. Three parts: rounds, where rows scatter and labels are drawn, as in
 * the published study; phase, where correlations and shares of wrong labels are exact, so that the formula's smallest step must
 * come true to the step in the closed form; and scattered, the same noise and penalties where rows scatter.
 */
final class NumericalStudy implements Experiment {
    private static final double SCATTER = 0.05;

    /** Of the softmax's outputs: where labels are exact, several of a row's are equal, and larger errors would choose among them. */
    private static final double TOLERANCE = 1e-10;

    /** Steps of the rounds part, the teacher included, and the most that is waited for the softmax to be perfect. */
    private static final int STEPS = 10;

    /** The most that is waited for the closed form. */
    private static final int PATIENCE = 60;

    /** The step that the scattered part shows beside teacher and top-2 student. */
    private static final int LATER = 5;

    /** The phase part's model: 8 classes in superclasses of 4, c = .4, d = .2, e = .1. */
    private static final int CLASSES = 8;

    private static final int SUPERCLASS = 4;

    private static final String PART = "part";
    private static final String ETA = "eta";
    private static final String LAMBDA = "lambda";
    private static final String SCATTERS = "scatter";

    @Override
    public String name() {
        return "numerical";
    }

    @Override
    public String title() {
        return "1 Numerical study: rounds, noise, correlation and penalty";
    }

    @Override
    public String study() {
        return "Jeong & Chung's numerical study: accuracy per round, smallest number of rounds, where the top-2 student suffices";
    }

    @Override
    public String duration() {
        return "15 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of(PART, ETA, "c", "d", LAMBDA, SCATTERS, "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return List.of();
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of(
                "revision",
                2,
                "rounds: classes, rows per class",
                List.of(4, perClass(plan)),
                "steps",
                STEPS,
                "phase: classes, rows per class, superclass, c, d, e",
                List.of(CLASSES, phasePerClass(plan), SUPERCLASS, 0.4, 0.2, 0.1),
                "mu",
                mus(plan));
    }

    private static int perClass(Plan plan) {
        return plan.quick() ? 60 : 500;
    }

    private static int phasePerClass(Plan plan) {
        return plan.quick() ? 12 : 60;
    }

    /** Evenly on a logarithmic scale from .1 to 1000. */
    static double[] mus(Plan plan) {
        return logarithmic(plan.quick() ? 5 : 25);
    }

    private static double[] logarithmic(int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> Math.pow(10, -1 + 4.0 * i / (count - 1)))
                .toArray();
    }

    /** A setting of the rounds part. */
    private record Setting(double eta, double c, double d, double lambda, double scatter) {
        static final Setting PUBLISHED = new Setting(0.5, 0.4, 0.1, 1e-5, SCATTER);

        Setting withEta(double other) {
            return new Setting(other, c, d, lambda, scatter);
        }

        Setting withCorrelations(double otherC, double otherD) {
            return new Setting(eta, otherC, otherD, lambda, scatter);
        }

        Setting withLambda(double other) {
            return new Setting(eta, c, d, other, scatter);
        }

        Setting withoutScatter() {
            return new Setting(eta, c, d, lambda, 0);
        }

        Key key() {
            return Key.of(PART, "rounds")
                    .with(ETA, eta)
                    .with("c", c)
                    .with("d", d)
                    .with(LAMBDA, lambda)
                    .with(SCATTERS, scatter);
        }
    }

    private static Set<Setting> settingsOfRounds(Plan plan) {
        Set<Setting> settings = new LinkedHashSet<>();
        double[] etas = plan.quick() ? new double[] {0.3, 0.6} : new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7};
        for (double eta : etas) {
            settings.add(Setting.PUBLISHED.withEta(eta));
            settings.add(Setting.PUBLISHED.withEta(eta).withoutScatter());
        }
        for (double[] cd : new double[][] {{0.2, 0.1}, {0.3, 0.1}, {0.4, 0.1}, {0.6, 0.1}, {0.4, 0.2}, {0.4, 0.3}}) {
            settings.add(Setting.PUBLISHED.withCorrelations(cd[0], cd[1]));
        }
        for (double lambda : new double[] {1e-5, 1e-4, 1e-3, 1e-2}) {
            settings.add(Setting.PUBLISHED.withLambda(lambda));
        }
        return plan.quick() ? new LinkedHashSet<>(new ArrayList<>(settings).subList(0, 6)) : settings;
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (Setting setting : settingsOfRounds(plan)) {
            for (long seed : plan.seeds()) {
                cells.add(new Cell(
                        setting.key().with("seed", seed),
                        4,
                        (bench, measures) -> rounds(setting, seed, perClass(plan), bench.threads(), measures)));
            }
        }
        int perClass = phasePerClass(plan);
        cells.add(new Cell(Key.of(PART, "formula"), 0.01, (bench, measures) -> formula(perClass, measures)));
        for (int wrong = 1; wrong * SUPERCLASS < (SUPERCLASS - 1) * perClass + SUPERCLASS; wrong++) {
            double eta = (SUPERCLASS - 1.0) * wrong / perClass;
            if (eta < 0.75) {
                cells.add(new Cell(
                        Key.of(PART, "phase").with(ETA, Math.rint(1e6 * eta) / 1e6),
                        4,
                        (bench, measures) -> phase(eta, perClass, mus(plan), bench.threads(), measures)));
                for (long seed : plan.seeds()) {
                    cells.add(new Cell(
                            Key.of(PART, "scattered")
                                    .with(ETA, Math.rint(1e6 * eta) / 1e6)
                                    .with(SCATTERS, SCATTER)
                                    .with("seed", seed),
                            4,
                            (bench, measures) -> scattered(eta, seed, perClass, plan, bench.threads(), measures)));
                }
            }
        }
        return cells;
    }

    private static void rounds(Setting setting, long seed, int perClass, int threads, Measures measures) {
        ThreeLevelModel model = ThreeLevelModel.balanced(4, perClass, 4, setting.c(), setting.d(), setting.d());
        double mu = setting.lambda() * model.classes() * model.rows();
        Corruption corruption = new Corruption.Symmetric(setting.eta());
        try (Simulation simulation = Simulation.of(model, setting.scatter(), seed, threads)) {
            Labels given = corruption.apply(simulation.truth(), seed);
            measures.put("mu", mu);
            measures.put("wrong", 1 - given.agreement(simulation.truth()));
            measures.put("predicted", predicted(model, corruption.transitions(4), mu));
            measures.put(
                    "predicted_for_drawn",
                    exactModel(model)
                            .firstPerfectStep(
                                    Corruption.between(simulation.truth(), given)
                                            .matrix(),
                                    mu,
                                    PATIENCE)
                            .orElse(0));
            measures.put(
                    "linear_first",
                    simulation.firstPerfectStep(given, mu, PATIENCE, threads).orElse(0));
            chain(simulation, given, mu, threads, measures);
        }
    }

    /** The formula's smallest step; 0 if there is none. */
    private static int predicted(ThreeLevelModel model, double[][] corruption, double mu) {
        return model.minimalStep(CorruptionMargins.of(corruption).delta(), mu).orElse(0);
    }

    /** The model of correlations c and d alone, for any shares of wrong labels. */
    private static BlockModel exactModel(ThreeLevelModel model) {
        int k = model.classes();
        int[] counts = new int[k];
        double[] self = new double[k];
        double[][] correlations = new double[k][k];
        Arrays.fill(counts, model.rows() / k);
        Arrays.fill(self, 1);
        for (int a = 0; a < k; a++) {
            Arrays.fill(correlations[a], model.d());
            correlations[a][a] = model.c();
        }
        return BlockModel.of(counts, self, correlations);
    }

    private static void chain(Simulation simulation, Labels given, double mu, int threads, Measures measures) {
        try (Chain chain = new Chain(simulation, given, mu, threads)) {
            int perfect = 0;
            for (int step = 1; step <= STEPS; step++) {
                put(measures, "linear", step, chain.linear(step));
                Simulation.Accuracy softmax = chain.nextSoftmax();
                put(measures, "softmax", step, softmax);
                perfect = perfect == 0 && softmax.all() == 1 ? step : perfect;
            }
            measures.put("softmax_first", perfect);
            put(measures, "linear_top2", 1, chain.linearTopTwo());
            put(measures, "softmax_top2", 1, chain.softmaxTopTwo());
            measures.put("largest_residual", chain.largestResidual);
        }
    }

    private static void put(Measures measures, String metric, int step, Simulation.Accuracy accuracy) {
        measures.put(metric + "_all", step, accuracy.all());
        measures.put(metric + "_clean", step, accuracy.clean());
        measures.put(metric + "_noisy", step, accuracy.noisy());
    }

    /** Teacher and students of the closed form and of the softmax probe on one set of labels. */
    private static final class Chain implements AutoCloseable {
        private final Simulation simulation;
        private final Labels given;
        private final double mu;
        private final int threads;
        private final SoftmaxFixedPoint.Options options;
        private final List<DoubleMatrix> outputs = new ArrayList<>();
        private final DoubleMatrix labels;
        private double largestResidual;

        Chain(Simulation simulation, Labels given, double mu, int threads) {
            this.simulation = simulation;
            this.given = given;
            this.mu = mu;
            this.threads = threads;
            this.options = new SoftmaxFixedPoint.Options(TOLERANCE, 200, threads);
            this.labels = Simulation.matrix(new Targets.OneHot(given));
        }

        Simulation.Accuracy linear(int step) {
            try (DoubleMatrix p = simulation.linear(labels, new SpectralFilter(mu, step), threads)) {
                return simulation.accuracy(p, given);
            }
        }

        /** The next student of the softmax; the teacher the first time. */
        Simulation.Accuracy nextSoftmax() {
            DoubleMatrix targets = outputs.isEmpty() ? labels : outputs.get(outputs.size() - 1);
            outputs.add(solve(targets));
            return simulation.accuracy(outputs.get(outputs.size() - 1), given);
        }

        Simulation.Accuracy linearTopTwo() {
            try (DoubleMatrix teacher = simulation.linear(labels, new SpectralFilter(mu, 1), threads);
                    DoubleMatrix targets = Simulation.topTwo(teacher);
                    DoubleMatrix student = simulation.linear(targets, new SpectralFilter(mu, 1), threads)) {
                return simulation.accuracy(student, given);
            }
        }

        /** The student of the first softmax outputs. */
        Simulation.Accuracy softmaxTopTwo() {
            try (DoubleMatrix targets = Simulation.topTwo(outputs.get(0));
                    DoubleMatrix student = solve(targets)) {
                return simulation.accuracy(student, given);
            }
        }

        private DoubleMatrix solve(DoubleMatrix targets) {
            SoftmaxFixedPoint.Result solved = SoftmaxFixedPoint.solve(
                    simulation.gram(),
                    targets,
                    mu,
                    outputs.isEmpty() ? Optional.empty() : Optional.of(outputs.get(outputs.size() - 1)),
                    options);
            largestResidual = Math.max(largestResidual, solved.residual());
            return solved.outputs();
        }

        @Override
        public void close() {
            labels.close();
            outputs.forEach(DoubleMatrix::close);
        }
    }

    private static int[] superclasses() {
        return IntStream.range(0, CLASSES).map(k -> k / SUPERCLASS).toArray();
    }

    private static ThreeLevelModel phaseModel(int perClass) {
        return ThreeLevelModel.balanced(CLASSES, perClass, SUPERCLASS, 0.4, 0.2, 0.1);
    }

    /** p₂/p₁ of the phase part's model on a fine grid of μ. */
    private static void formula(int perClass, Measures measures) {
        double[] mus = logarithmic(161);
        measures.putSeries("mu", mus);
        measures.putSeries(
                "ratio", DoubleStream.of(mus).map(phaseModel(perClass)::ratio).toArray());
    }

    /** For every other μ the accuracies of teacher, later step and top-2 student where rows scatter and labels are drawn. */
    private static void scattered(double eta, long seed, int perClass, Plan plan, int threads, Measures measures) {
        double[] mus = logarithmic((mus(plan).length + 1) / 2);
        Corruption corruption = new Corruption.Superclass(eta, superclasses());
        try (Simulation simulation = Simulation.of(phaseModel(perClass), SCATTER, seed, threads)) {
            Labels given = corruption.apply(simulation.truth(), seed);
            for (int i = 1; i <= mus.length; i++) {
                try (Chain chain = new Chain(simulation, given, mus[i - 1], threads)) {
                    measures.put("linear_teacher", i, chain.linear(1).all());
                    measures.put("linear_later", i, chain.linear(LATER).all());
                    measures.put("linear_top2", i, chain.linearTopTwo().all());
                    measures.put("softmax_teacher", i, chain.nextSoftmax().all());
                    double later = 0;
                    for (int step = 2; step <= LATER; step++) {
                        later = chain.nextSoftmax().all();
                    }
                    measures.put("softmax_later", i, later);
                    measures.put("softmax_top2", i, chain.softmaxTopTwo().all());
                }
            }
        }
    }

    /** For every μ the first perfect step, 0 for none, and the accuracy of the top-2 students. */
    private static void phase(double eta, int perClass, double[] mus, int threads, Measures measures) {
        ThreeLevelModel model = phaseModel(perClass);
        double[][] corruption = new Corruption.Superclass(eta, superclasses()).transitions(CLASSES);
        try (Simulation simulation = Simulation.of(model, 0, 1, threads)) {
            Labels given = simulation.exactLabels(corruption);
            double residual = 0;
            for (int i = 1; i <= mus.length; i++) {
                double mu = mus[i - 1];
                measures.put("predicted", i, predicted(model, corruption, mu));
                measures.put(
                        "linear",
                        i,
                        simulation
                                .firstPerfectStep(given, mu, PATIENCE, threads)
                                .orElse(0));
                try (Chain chain = new Chain(simulation, given, mu, threads)) {
                    int step = 1;
                    while (chain.nextSoftmax().all() < 1 && step <= STEPS) {
                        step++;
                    }
                    measures.put("softmax", i, step > STEPS ? 0 : step);
                    measures.put("linear_top2", i, chain.linearTopTwo().all());
                    measures.put("softmax_top2", i, chain.softmaxTopTwo().all());
                    residual = Math.max(residual, chain.largestResidual);
                }
            }
            measures.put("largest_residual", residual);
        }
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        new NumericalFigures(results).write(page);
    }
}
