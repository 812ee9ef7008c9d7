package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Split;
import io.rectify.data.Targets;
import io.rectify.distill.Chain;
import io.rectify.distill.Generations;
import io.rectify.distill.ProbeLearner;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Lbfgs;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.SgdProbe;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.smooth.BetaSmoothing;
import io.rectify.smooth.LabelSmoothing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cross-entropy, label smoothing, Beta smoothing and generations of self-distillation on the same labels. A fifth of the training
 * rows is held out; κ and everything else are chosen by agreement with its given labels (of equals by log loss), and the probe of
 * the other four fifths is measured on the clean test rows.
 */
final class SmoothingMethods {
    static final int GENERATIONS = 6;
    static final double[] EPSILONS = {0.05, 0.1, 0.2, 0.4};
    static final double[] ALPHAS_OF_BETA = {0.2, 0.4, 0.6};
    static final double[] ALPHAS = {0.4, 0.8};
    static final double[] TEMPERATURES = {1, 4};
    private static final double HELD_OUT = 0.2;

    /** Of the Beta distribution, and the longest memory of the averaged model. */
    private static final double A = 3;

    private static final double DECAY = 0.999;

    private final Prepared train;
    private final Generations.Held validation;
    private final Generations.Held test;
    private final List<Double> kappas;
    private final long seed;
    private final int threads;

    /**
     * @param given the training labels, perhaps wrong
     * @param seed of the rows held out and of mini-batches
     */
    SmoothingMethods(SharedData data, Labels given, List<Double> kappas, long seed, int threads) {
        Dataset all = Dataset.of(data.train(), given);
        Split split = Split.stratified(given, HELD_OUT, seed);
        Dataset held = all.select(split.test());
        this.train = Prepared.asIs(all.select(split.train()));
        this.validation = new Generations.Held(held.features(), held.given());
        this.test = new Generations.Held(data.test(), data.testLabels());
        this.kappas = kappas;
        this.seed = seed;
        this.threads = threads;
    }

    /** A fitted probe, what it is, and how it does on the rows that choose. */
    record Chosen(String what, SoftmaxProbe.Fit fit, Generations.Figures validation) {
        static Chosen best(List<Chosen> tried) {
            Chosen best = tried.get(0);
            for (Chosen chosen : tried) {
                best = Generations.better(chosen.validation(), best.validation(), Generations.Criterion.ACCURACY)
                        ? chosen
                        : best;
            }
            return best;
        }
    }

    /** On the clean test rows. */
    Generations.Figures measured(SoftmaxProbe.Fit fit) {
        return Generations.Figures.of(learner(), fit, test);
    }

    Chosen crossEntropy() {
        return smoothed(0);
    }

    Chosen labelSmoothing() {
        return smoothed(EPSILONS);
    }

    private Chosen smoothed(double... epsilons) {
        List<Chosen> tried = new ArrayList<>();
        for (double kappa : kappas) {
            for (double epsilon : epsilons) {
                LabelSmoothing smoothing = new LabelSmoothing(epsilon, LabelSmoothing.Spread.OTHERS);
                try (Targets.Soft targets = smoothing.targets(train.given())) {
                    tried.add(judged(
                            "kappa " + kappa + (epsilon == 0 ? "" : ", epsilon " + epsilon),
                            SoftmaxProbe.fit(
                                    SoftmaxProbe.Problem.of(train.features(), new CrossEntropy(targets)),
                                    probe(kappa),
                                    Lbfgs.Monitor.SILENT)));
                }
            }
        }
        return Chosen.best(tried);
    }

    Chosen betaSmoothing() {
        List<Chosen> tried = new ArrayList<>();
        for (double kappa : kappas) {
            for (double alpha : ALPHAS_OF_BETA) {
                BetaSmoothing smoothing = new BetaSmoothing(A, alpha, DECAY);
                tried.add(judged(
                        "kappa " + kappa + ", alpha " + alpha,
                        SgdProbe.fit(
                                        SoftmaxProbe.Problem.of(train.features(), smoothing.loss(train.given())),
                                        SgdProbe.Options.like(probe(kappa)).withSeed(seed))
                                .summary()));
            }
        }
        return Chosen.best(tried);
    }

    /** The chosen generation, and every generation of the chain it is in. */
    record Distilled(Chosen chosen, List<SoftmaxProbe.Fit> chain) {}

    /** Students start from their teachers' weights, which changes nothing but the time: the objective is convex. */
    Distilled selfDistillation() {
        Map<Chosen, List<SoftmaxProbe.Fit>> tried = new LinkedHashMap<>();
        for (double kappa : kappas) {
            Generations.Result<SoftmaxProbe.Fit> result = Generations.run(
                    train,
                    validation,
                    Optional.empty(),
                    Generations.Options.DEFAULTS
                            .withCount(GENERATIONS)
                            .withMixes(mixes())
                            .withStart(Chain.Start.TEACHER)
                            .withProbe(probe(kappa)));
            Generations.Generation<SoftmaxProbe.Fit> best = result.chosen();
            tried.put(
                    new Chosen(
                            "kappa " + kappa + ", generation " + best.number()
                                    + best.mix().map(SmoothingMethods::words).orElse(""),
                            best.fit(),
                            best.validation()),
                    result.chains().stream().filter(chain -> chain.contains(best)).findFirst().orElseThrow().stream()
                            .map(Generations.Generation::fit)
                            .toList());
        }
        Chosen best = Chosen.best(new ArrayList<>(tried.keySet()));
        return new Distilled(best, tried.getOrDefault(best, List.of()));
    }

    private static String words(Refinement mix) {
        return mix instanceof Refinement.GroundTruth truth
                ? ", alpha " + truth.alpha() + ", tau " + truth.temperature()
                : ", " + mix;
    }

    private static List<Refinement.GroundTruth> mixes() {
        List<Refinement.GroundTruth> mixes = new ArrayList<>();
        for (double alpha : ALPHAS) {
            for (double temperature : TEMPERATURES) {
                mixes.add(new Refinement.GroundTruth(alpha, temperature));
            }
        }
        return mixes;
    }

    private SoftmaxProbe.Options probe(double kappa) {
        return SoftmaxProbe.Options.DEFAULTS.withKappa(kappa).withThreads(threads);
    }

    private Chosen judged(String what, SoftmaxProbe.Fit fit) {
        return new Chosen(what, fit, Generations.Figures.of(learner(), fit, validation));
    }

    private ProbeLearner learner() {
        return new ProbeLearner(SoftmaxProbe.Options.DEFAULTS.withThreads(threads));
    }
}
