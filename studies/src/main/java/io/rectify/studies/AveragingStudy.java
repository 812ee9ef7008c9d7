package io.rectify.studies;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.Explanation;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LabelAveraging;
import io.rectify.spectral.Neighbour;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What rounds of distillation average: the spectrum of the Gram matrix and what each step keeps of it, whose labels count in a row's
 * output, how far outputs of a class lie together, and the neighbours of some rows whose labels are wrong.
 */
final class AveragingStudy implements Experiment {
    /** Of spectrum, weights and neighbours. */
    static final double KAPPA = 15;

    /** Of the outputs. */
    private static final double[] KAPPAS = {5, 15};

    private static final int STEPS = 6;
    private static final double[] RATES = {0, 0.3, 0.5};

    /** Of the rows with a wrong label, so many are shown. */
    private static final int EXAMPLES = 4;

    private static final int NEIGHBOURS = 5;

    @Override
    public String name() {
        return "averaging";
    }

    @Override
    public String title() {
        return "4 Label averaging: spectrum, filters, clusters of predictions, neighbours";
    }

    @Override
    public String study() {
        return "Jeong & Chung's label averaging: eigenvalues, what a round keeps, how predictions cluster";
    }

    @Override
    public String duration() {
        return "10 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("part", "data", "kappa", "rate", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.quick()
                ? List.of(SharedData.DIGITS, GeneratedData.NAME)
                : List.of("banking77", "clinc150", SharedData.DIGITS);
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of(
                "revision",
                1,
                "kappa",
                KAPPA,
                "steps",
                STEPS,
                "noise",
                "symmetric",
                "examples",
                EXAMPLES,
                "neighbours",
                NEIGHBOURS);
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (String name : dataSets(plan)) {
            Key key = Key.of("part", "spectrum").with("data", name);
            cells.add(new Cell(key, (bench, measures) -> spectrum(bench.data(name), bench.threads(), measures)));
            for (double kappa : KAPPAS) {
                for (double rate : RATES) {
                    for (long seed : rate == 0 ? plan.seeds().subList(0, 1) : plan.seeds()) {
                        cells.add(new Cell(
                                key.with("part", "outputs")
                                        .with("kappa", kappa)
                                        .with("rate", rate)
                                        .with("seed", seed),
                                plan.quick() || name.equals(SharedData.DIGITS) ? 0.1 : 10,
                                (bench, measures) -> outputs(
                                        bench.data(name),
                                        kappa,
                                        noisy(bench.data(name), rate, seed, bench.threads()),
                                        bench.threads(),
                                        measures)));
                    }
                }
            }
            long seed = plan.seeds().get(0);
            cells.add(new Cell(
                    key.with("part", "neighbours").with("rate", 0.5).with("seed", seed),
                    (bench, measures) -> neighbours(bench, name, seed, measures)));
        }
        return cells;
    }

    private static Labels noisy(SharedData data, double rate, long seed, int threads) {
        return rate == 0 ? data.trainLabels() : Noise.SYMMETRIC.apply(data, rate, seed, threads);
    }

    private static void spectrum(SharedData data, int threads, Measures measures) {
        GramSpectrum spectrum = GramSpectrum.of(data.train(), threads);
        double[] values = spectrum.values();
        double sum = Arrays.stream(values).sum();
        measures.put("rows", spectrum.rows());
        measures.put("classes", data.trainLabels().classCount());
        measures.put("rank", spectrum.rank());
        measures.put(
                "effective_rank",
                Math.exp(-Arrays.stream(values)
                        .map(s -> s / sum * Math.log(s / sum))
                        .sum()));
        measures.put(
                "participation",
                sum * sum / Arrays.stream(values).map(s -> s * s).sum());
        measures.putSeries("eigenvalue", values);
        for (int step = 1; step <= STEPS; step++) {
            SpectralFilter filter = new SpectralFilter(KAPPA, step);
            double[] kept = Arrays.stream(values).map(filter::keep).toArray();
            measures.putVector("kept", step, kept);
            measures.put("freedom", step, spectrum.degreesOfFreedom(filter));
            measures.put(
                    "half_kept", step, Arrays.stream(kept).filter(k -> k >= 0.5).count());
            weights(data, new LabelAveraging(spectrum, data.train(), filter, threads), step, measures);
        }
    }

    /** What all labels of a row's own class count in its output beside those of the other classes, and its own alone. */
    private static void weights(SharedData data, LabelAveraging averaging, int step, Measures measures) {
        Labels labels = data.trainLabels();
        double[][] between = averaging.betweenClasses(labels);
        int[] counts = labels.counts();
        double same = IntStream.range(0, counts.length)
                .mapToDouble(k -> counts[k] * between[k][k] / labels.size())
                .sum();
        measures.put(
                "own_weight",
                step,
                Arrays.stream(averaging.ownWeights()).average().orElse(0));
        measures.put("same_class_weight", step, same);
        measures.put(
                "largest_other_class_weight",
                step,
                IntStream.range(0, counts.length)
                        .mapToDouble(k -> counts[k]
                                * IntStream.range(0, counts.length)
                                        .filter(l -> l != k)
                                        .mapToDouble(l -> between[k][l])
                                        .max()
                                        .orElse(0)
                                / labels.size())
                        .sum());
    }

    private static void outputs(SharedData data, double kappa, Labels given, int threads, Measures measures) {
        GramSpectrum spectrum = GramSpectrum.of(data.train(), threads);
        SpectralProbe linear = SpectralProbe.fit(spectrum, data.train(), new Targets.OneHot(given), threads);
        SoftmaxProbe.Options options =
                SoftmaxProbe.Options.DEFAULTS.withKappa(kappa).withThreads(threads);
        Targets targets = new Targets.OneHot(given);
        Optional<SoftmaxProbe> before = Optional.empty();
        for (int step = 1; step <= STEPS; step++) {
            try (Matrix scores = linear.scores(data.train(), new SpectralFilter(kappa, step), threads)) {
                put("linear", step, scores, data.trainLabels(), given, measures);
            }
            SoftmaxProbe probe = SoftmaxProbe.fit(
                            new SoftmaxProbe.Problem(data.train(), new CrossEntropy(targets), Optional.empty(), before),
                            options,
                            Lbfgs.Monitor.SILENT)
                    .probe();
            Probabilities outputs = probe.predict(data.train(), threads);
            put("softmax", step, outputs.matrix(), data.trainLabels(), given, measures);
            if (targets instanceof Targets.Soft soft) {
                soft.close();
            }
            targets = new Targets.Soft(outputs.matrix());
            before = Optional.of(probe);
        }
        ((Targets.Soft) targets).close();
    }

    private static void put(String model, int step, Matrix outputs, Labels truth, Labels given, Measures measures) {
        OutputVariance variance = OutputVariance.of(outputs, truth);
        measures.put(model + "_within", step, variance.within());
        measures.put(model + "_between", step, variance.between());
        measures.put(model + "_share_within", step, variance.shareWithin());
        int[] predicted = Probabilities.argmax(outputs);
        int wrong = 0;
        int mended = 0;
        for (int i = 0; i < predicted.length; i++) {
            boolean noisy = given.get(i) != truth.get(i);
            wrong += noisy ? 1 : 0;
            mended += noisy && predicted[i] == truth.get(i) ? 1 : 0;
        }
        measures.put(model + "_accuracy", step, truth.agreement(predicted));
        measures.put(model + "_mended", step, (double) mended / wrong);
    }

    /** Rows with a wrong label, drawn by the seed, with the labels that count most in their outputs at steps 1 and 4. */
    private static void neighbours(Workbench bench, String name, long seed, Measures measures) throws IOException {
        SharedData data = bench.data(name);
        Labels truth = data.trainLabels();
        Labels given = noisy(data, 0.5, seed, bench.threads());
        List<String> texts = bench.texts(name);
        int[] wrong = IntStream.range(0, truth.size())
                .filter(i -> given.get(i) != truth.get(i))
                .toArray();
        SplittableRandom random = new SplittableRandom(seed);
        GramSpectrum spectrum = GramSpectrum.of(data.train(), bench.threads());
        for (int example = 0; example < EXAMPLES; example++) {
            int row = wrong[random.nextInt(wrong.length)];
            measures.putText("text", example, texts.get(row));
            measures.putText("true", example, truth.name(row));
            measures.putText("given", example, given.name(row));
            for (int step : new int[] {1, 4}) {
                LabelAveraging averaging =
                        new LabelAveraging(spectrum, data.train(), new SpectralFilter(KAPPA, step), bench.threads());
                put(averaging.explain(row, given, NEIGHBOURS), example, step, given, truth, texts, measures);
            }
        }
    }

    private static void put(
            Explanation explained,
            int example,
            int step,
            Labels given,
            Labels truth,
            List<String> texts,
            Measures measures) {
        String at = "_at_step_" + step;
        float[] outputs = new float[explained.outputs().length];
        for (int j = 0; j < outputs.length; j++) {
            outputs[j] = (float) explained.outputs()[j];
        }
        measures.putText("predicted" + at, example, given.names().get(Probabilities.argmax(outputs)));
        measures.put("own_weight" + at, example, explained.ownWeight());
        for (int i = 0; i < explained.neighbours().size(); i++) {
            Neighbour neighbour = explained.neighbours().get(i);
            String metric = "neighbour_" + (i + 1) + at;
            measures.put(metric + "_weight", example, neighbour.weight());
            measures.putText(metric + "_text", example, texts.get(neighbour.row()));
            measures.putText(metric + "_given", example, given.name(neighbour.row()));
            measures.putText(metric + "_true", example, truth.name(neighbour.row()));
        }
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        new AveragingFigures(results).write(page);
    }
}
