package io.rectify.studies;

import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.metrics.AdjustedRand;
import io.rectify.theory.ClassCorrelation;
import io.rectify.theory.SuperclassDiscovery;
import io.rectify.theory.SuperclassDiscovery.Merge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How correlated classes are: class means in the order of their clustering, its tree, the levels c, d and e, and the clusters
 * beside the superclasses that people gave, from right labels and from noisy ones.
 */
final class CorrelationStudy implements Experiment {
    private static final double[] RATES = {0.3, 0.5, 0.8};

    static final String CENTRED = "centred";
    static final String UNCENTRED = "uncentred";

    /** Classes whose rows have less in common than this have no direction. */
    private static final double LEAST = 1e-6;

    @Override
    public String name() {
        return "correlation";
    }

    @Override
    public String title() {
        return "3 Correlation study: classes, clusters and superclasses";
    }

    @Override
    public String study() {
        return "Jeong & Chung's correlations of features: class-mean heat map, clusters, c, d and e";
    }

    @Override
    public String duration() {
        return "a minute, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "rows", "rate", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.quick()
                ? List.of(SharedData.DIGITS, GeneratedData.NAME)
                : plan.dataSets(
                        "banking77",
                        "banking77" + SharedData.MINILM,
                        "banking77" + SharedData.BGE_SMALL,
                        "clinc150",
                        "clinc150" + SharedData.MINILM,
                        "clinc150" + SharedData.BGE_SMALL,
                        SharedData.DIGITS);
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("revision", 2, "cut", SuperclassDiscovery.CUT, "noise", "symmetric");
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (String name : dataSets(plan)) {
            Key data = Key.of("data", name);
            for (Preprocessing.Scheme scheme :
                    List.of(Preprocessing.Scheme.CENTRE_NORMALISE, Preprocessing.Scheme.NORMALISE)) {
                cells.add(new Cell(
                        data.with("rows", scheme == Preprocessing.Scheme.NORMALISE ? UNCENTRED : CENTRED)
                                .with("rate", 0.0),
                        (bench, measures) -> clean(bench, name, scheme, measures)));
            }
            for (double rate : RATES) {
                for (long seed : plan.seeds()) {
                    cells.add(new Cell(
                            data.with("rows", CENTRED).with("rate", rate).with("seed", seed),
                            (bench, measures) -> noisy(bench.data(name), rate, seed, bench.threads(), measures)));
                }
            }
        }
        return cells;
    }

    private static void clean(Workbench bench, String name, Preprocessing.Scheme scheme, Measures measures)
            throws IOException {
        SharedData data = bench.data(name, scheme);
        int threads = bench.threads();
        List<String> superclasses = bench.superclassNames(name);
        for (int q = 0; q < superclasses.size(); q++) {
            measures.putText("superclass", q, superclasses.get(q));
        }
        Labels labels = data.trainLabels();
        ClassCorrelation correlation = ClassCorrelation.of(data.train(), labels, threads);
        List<Merge> merges = SuperclassDiscovery.merges(correlation);
        int k = labels.classCount();
        measures.put("classes", k);
        measures.put("rows", labels.size());
        double[][] means = correlation.means();
        for (int a = 0; a < k; a++) {
            measures.putText("name", a, labels.names().get(a));
            measures.putVector("mean", a, means[a]);
        }
        for (int i = 0; i < merges.size(); i++) {
            Merge merge = merges.get(i);
            measures.putVector("merge", i, new double[] {merge.first(), merge.second(), merge.height()});
        }
        int[] found = SuperclassDiscovery.discover(correlation, SuperclassDiscovery.CUT);
        measures.putVector("found", 0, Arrays.stream(found).asDoubleStream().toArray());
        levels("found", correlation.levels(data.train(), labels, found, threads), measures);
        int[] explaining = SuperclassDiscovery.discover(correlation);
        measures.putVector(
                "explaining", 0, Arrays.stream(explaining).asDoubleStream().toArray());
        levels("explaining", correlation.levels(data.train(), labels, explaining, threads), measures);
        data.superclasses().ifPresent(given -> {
            measures.putVector("given", 0, Arrays.stream(given).asDoubleStream().toArray());
            levels("given", correlation.levels(data.train(), labels, given, threads), measures);
            agreement("agreement", correlation, given, measures);
            agreement("directions", directions(correlation), given, measures);
        });
    }

    /**
     * Correlations of class means: mean inner products divided by the geometric mean of those within the two classes. Wrong labels
     * shrink both alike, so that it is nearly that of right labels.
     */
    private static ClassCorrelation directions(ClassCorrelation correlation) {
        int k = correlation.classes();
        double[][] products = correlation.means();
        double[][] means = new double[k][k];
        for (int a = 0; a < k; a++) {
            for (int b = 0; b < k; b++) {
                double within = Math.sqrt(Math.max(LEAST, products[a][a]) * Math.max(LEAST, products[b][b]));
                means[a][b] = products[a][b] / within;
            }
        }
        double[] ones = new double[k];
        Arrays.fill(ones, 1);
        return new ClassCorrelation(correlation.counts(), ones, means);
    }

    private static void levels(String of, ClassCorrelation.Levels levels, Measures measures) {
        ClassCorrelation.Level[] all = {levels.sameClass(), levels.sameSuperclass(), levels.other()};
        String[] names = {"c", "d", "e"};
        for (int i = 0; i < all.length; i++) {
            measures.put(of + "_" + names[i], all[i].mean());
            measures.put(of + "_" + names[i] + "_deviation", all[i].deviation());
            measures.put(of + "_" + names[i] + "_pairs", all[i].pairs());
        }
    }

    /** Adjusted Rand index beside the given superclasses, at the cut and at every number of clusters. */
    private static void agreement(String metric, ClassCorrelation correlation, int[] given, Measures measures) {
        List<Merge> merges = SuperclassDiscovery.merges(correlation);
        int[] atCut = SuperclassDiscovery.discover(correlation, SuperclassDiscovery.CUT);
        measures.put(metric + "_clusters_at_cut", 1 + Arrays.stream(atCut).max().orElse(0));
        measures.put(metric + "_at_cut", AdjustedRand.of(atCut, given));
        int[] explaining = SuperclassDiscovery.discover(correlation);
        measures.put(
                metric + "_clusters_explaining",
                1 + Arrays.stream(explaining).max().orElse(0));
        measures.put(metric + "_explaining", AdjustedRand.of(explaining, given));
        for (int count = 1; count <= given.length; count++) {
            int[] clusters = SuperclassDiscovery.clusters(given.length, merges.subList(0, given.length - count));
            measures.put(metric, count, AdjustedRand.of(clusters, given));
        }
    }

    private static void noisy(SharedData data, double rate, long seed, int threads, Measures measures) {
        Labels labels = Noise.SYMMETRIC.apply(data, rate, seed, threads);
        ClassCorrelation correlation = ClassCorrelation.of(data.train(), labels, threads);
        int[] found = SuperclassDiscovery.discover(correlation, SuperclassDiscovery.CUT);
        int[] clean = SuperclassDiscovery.discover(
                ClassCorrelation.of(data.train(), data.trainLabels(), threads), SuperclassDiscovery.CUT);
        measures.put("clusters", 1 + Arrays.stream(found).max().orElse(0));
        measures.put("agreement_with_clean", AdjustedRand.of(found, clean));
        levels("found", correlation.levels(data.train(), labels, found, threads), measures);
        data.superclasses().ifPresent(given -> {
            agreement("agreement", correlation, given, measures);
            agreement("directions", directions(correlation), given, measures);
        });
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        new CorrelationFigures(results).write(page);
    }
}
