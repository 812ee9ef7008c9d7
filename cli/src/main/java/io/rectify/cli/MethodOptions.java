package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.Preprocessing;
import io.rectify.distill.Method;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoOptions;
import io.rectify.select.Candidate;
import io.rectify.select.SearchBudget;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How to train: the options that become {@link Method.Parameters} and {@link SoftmaxProbe.Options}. */
final class MethodOptions {
    private static final int MOST_ROUNDS_OF_AUTO = 20;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(
            names = "--method",
            defaultValue = "auto",
            completionCandidates = MethodChoice.Words.class,
            description =
                    "What follows the teacher, or takes its place: ${COMPLETION-CANDIDATES}. auto tries most of them on "
                            + "a part of the rows and chooses by the given labels of the rest. An option that has no "
                            + "effect on the method is refused. Default: ${DEFAULT-VALUE}.")
    MethodChoice method = new MethodChoice(Optional.empty());

    @Option(
            names = "--budget",
            paramLabel = "N",
            description =
                    "When auto tries nothing more: after a time, such as 30s or 5m, or after a number of evaluations "
                            + "of the objective, such as 500. Default: never.")
    SearchBudget budget = SearchBudget.UNLIMITED;

    @Option(
            names = "--rounds",
            defaultValue = "4",
            description =
                    "Students of methods sd and spectral, that is steps t = 2 ... rounds + 1; 0 is the teacher alone. "
                            + "Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(
            names = "--kappa",
            paramLabel = "K",
            description =
                    "Strength of the penalty, kappa = classes x rows x lambda; useful from 5 to 500. Default: 15; "
                            + "auto tries 5, 15, 50, 150 and 500, and with --kappa this one, on normalised rows.")
    @Nullable
    Double kappa;

    @Option(names = "--lambda", paramLabel = "L", description = "The penalty's lambda itself, instead of --kappa.")
    @Nullable
    Double lambda;

    @Option(
            names = "--preprocess",
            split = ",",
            paramLabel = "WORD",
            description =
                    "What is done to features first: ${COMPLETION-CANDIDATES}. Auto chooses if several are named, "
                            + "separated by commas. Default: centre-normalise; auto tries standardise and raw too.")
    List<Preprocessing.Scheme> preprocess = List.of();

    @Option(names = "--intercept", description = "Fit an unpenalised intercept.")
    boolean intercept;

    @Option(
            names = "--top-k",
            defaultValue = "2",
            paramLabel = "N",
            description = "Candidates per row of top2 and top2-gce. Default: ${DEFAULT-VALUE}.")
    int topK;

    @Option(
            names = "--q",
            defaultValue = "0.7",
            paramLabel = "Q",
            description = "Exponent of top2-gce. Default: ${DEFAULT-VALUE}.")
    double q;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Temperature of the teacher's outputs in sharpen (default 0.5), ground-truth and "
                    + "dirichlet-prior (default 4), and of the teacher in hand-made-teacher (default 20).")
    @Nullable
    Double temperature;

    @Option(
            names = "--xi",
            defaultValue = "0.5",
            paramLabel = "X",
            description = "Share of the teacher's outputs in mix; may exceed 1. Default: ${DEFAULT-VALUE}.")
    double xi;

    @Option(
            names = "--alpha",
            paramLabel = "A",
            description = "Share of the teacher's outputs in ground-truth (default 0.4), of the smoothed labels in "
                    + "beta-smoothing (default 0.6), of the teacher in hand-made-teacher (default 0.1).")
    @Nullable
    Double alpha;

    @Mixin
    SmoothingOptions smoothing = new SmoothingOptions();

    @Option(
            names = "--tolerance",
            defaultValue = "1e-3",
            paramLabel = "G",
            description = "A fit ends when the gradient's norm has fallen to this share of its norm at zero. "
                    + "Default: ${DEFAULT-VALUE}.")
    double tolerance;

    @Option(
            names = "--max-iterations",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Iterations of one fit at most. Default: ${DEFAULT-VALUE}.")
    int maxIterations;

    @Mixin
    ThreadOptions threads = new ThreadOptions();

    /** @throws IllegalArgumentException if both kappa and lambda are given, or a value is out of range */
    SoftmaxProbe.Options probe() {
        if (kappa != null && lambda != null) {
            throw new IllegalArgumentException("--kappa and --lambda exclude each other");
        }
        if (intercept && method.named().map(Method::closedForm).orElse(false)) {
            throw new IllegalArgumentException("method " + method + " has no --intercept");
        }
        SoftmaxProbe.Options defaults = SoftmaxProbe.Options.DEFAULTS;
        Penalty penalty = defaults.penalty();
        if (kappa != null) {
            penalty = new Penalty.Kappa(kappa);
        } else if (lambda != null) {
            penalty = new Penalty.Lambda(lambda);
        }
        return new SoftmaxProbe.Options(
                penalty, intercept, tolerance, maxIterations, defaults.memory(), threads.count());
    }

    /** What the options name; none for auto. */
    Optional<Training> training() {
        SoftmaxProbe.Options options = probe();
        EffectiveOptions.check(spec.commandLine().getParseResult(), method.named());
        if (method.named().isPresent() && preprocess.size() > 1) {
            throw new IllegalArgumentException("--preprocess names several, but only method auto chooses among them");
        }
        Preprocessing.Scheme scheme = preprocess.isEmpty() ? Preprocessing.Scheme.CENTRE_NORMALISE : preprocess.get(0);
        return method.named().map(named -> new Training(named, parameters(), scheme, options, options));
    }

    /** What auto chose. */
    Training training(Candidate chosen) {
        SoftmaxProbe.Options options = probe();
        return new Training(
                chosen.method(),
                chosen.parameters(),
                chosen.preprocessing(),
                chosen.teacher(options),
                chosen.students(options));
    }

    /** @throws IllegalArgumentException if there are more rounds than auto tries */
    private void checkRoundsOfAuto() {
        if (rounds > MOST_ROUNDS_OF_AUTO) {
            throw new IllegalArgumentException("auto tries at most " + MOST_ROUNDS_OF_AUTO + " rounds, not " + rounds);
        }
    }

    /** How auto searches. */
    AutoOptions auto(Dataset data, long seed) {
        checkRoundsOfAuto();
        AutoOptions options = AutoOptions.DEFAULTS
                .withProbe(probe())
                .withRounds(rounds)
                .withSeed(seed)
                .withBudget(budget);
        if (!preprocess.isEmpty()) {
            options = options.withPreprocessings(preprocess);
        }
        if (kappa == null && lambda == null) {
            return options;
        }
        List<Preprocessing.Scheme> normalising = options.preprocessings().stream()
                .filter(Preprocessing.Scheme::normalises)
                .toList();
        if (!normalising.containsAll(preprocess)) {
            throw new IllegalArgumentException(
                    "method auto takes --kappa and --lambda only with a --preprocess that normalises rows");
        }
        return options.withPreprocessings(normalising).withKappas(List.of(kappa(probe().penalty(), data)));
    }

    /** κ of a penalty for a data set. */
    static double kappa(Penalty penalty, Dataset data) {
        if (penalty instanceof Penalty.Kappa kappa) {
            return kappa.value();
        }
        return Penalty.kappa(
                ((Penalty.Lambda) penalty).value(),
                data.given().classCount(),
                data.features().rows());
    }

    Method.Parameters parameters() {
        Method.Parameters defaults = Method.Parameters.DEFAULTS;
        Optional<Double> share = Optional.ofNullable(alpha);
        Optional<Double> heat = Optional.ofNullable(temperature);
        return new Method.Parameters(
                rounds,
                topK,
                q,
                heat.orElse(defaults.sharpenTemperature()),
                xi,
                share.orElse(defaults.alpha()),
                heat.orElse(defaults.groundTruthTemperature()),
                smoothing.smoothings(share, heat));
    }
}
