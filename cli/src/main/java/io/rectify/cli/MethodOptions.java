package io.rectify.cli;

import io.rectify.TrainOptions;
import io.rectify.audit.Reviewed;
import io.rectify.data.Dataset;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Metric;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoOptions;
import io.rectify.select.SearchBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** How to train: the options that become {@link TrainOptions}. Those of methods are made of the methods themselves. */
final class MethodOptions {
    private static final int MOST_ROUNDS_OF_AUTO = 20;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(
            names = "--method",
            defaultValue = "auto",
            description =
                    "What follows the teacher, or takes its place: ${COMPLETION-CANDIDATES}. logistic stands for teacher, plain logistic regression. auto tries most of them on "
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
            names = "--metric",
            defaultValue = "balanced",
            paramLabel = "WORD",
            description =
                    "What auto chooses by, ${COMPLETION-CANDIDATES}: balanced counts every class alike, since wrong labels shift the shares of "
                            + "classes; accuracy counts rows. Default: ${DEFAULT-VALUE}.")
    Metric metric = Metric.BALANCED;

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
            names = "--adjust-shares",
            description =
                    "Fit as if all classes were equally common (logit adjustment). auto does so unless --metric accuracy.")
    boolean adjusted;

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

    private List<Method> methods = Method.all();

    /** Gives the command that has these options the methods there are, and an option for each of their parameters. */
    void offer(List<Method> offered, CommandSpec command) {
        methods = offered;
        List<MethodChoice> choices = MethodChoice.all(offered);
        List<OptionSpec> inOrder = new ArrayList<>(command.options());
        inOrder.forEach(command::remove);
        for (OptionSpec option : inOrder) {
            if (option.longestName().equals("--method")) {
                command.addOption(option.toBuilder()
                        .completionCandidates(
                                choices.stream().map(MethodChoice::toString).toList())
                        .converters(word -> Choice.of(
                                choices.toArray(MethodChoice[]::new),
                                word.equalsIgnoreCase("logistic") ? Method.TEACHER.name() : word))
                        .build());
                new ParameterOptions(offered).addTo(command);
            } else {
                command.addOption(option);
            }
        }
    }

    /** @throws IllegalArgumentException if both kappa and lambda are given, or a value is out of range */
    SoftmaxProbe.Options probe() {
        if (kappa != null && lambda != null) {
            throw new IllegalArgumentException("--kappa and --lambda exclude each other");
        }
        if (intercept && method.named().map(Method::closedForm).orElse(false)) {
            throw new IllegalArgumentException("method " + method + " has no --intercept");
        }
        if (adjusted
                && method.named()
                        .map(named -> named.closedForm() || named.miniBatches())
                        .orElse(false)) {
            throw new IllegalArgumentException("method " + method + " has no --adjust-shares");
        }
        SoftmaxProbe.Options defaults = SoftmaxProbe.Options.DEFAULTS;
        Penalty penalty = defaults.penalty();
        if (kappa != null) {
            penalty = new Penalty.Kappa(kappa);
        } else if (lambda != null) {
            penalty = new Penalty.Lambda(lambda);
        }
        return new SoftmaxProbe.Options(
                penalty, intercept, adjusted, tolerance, maxIterations, defaults.memory(), threads.count());
    }

    /** What the options name; none for auto. */
    Optional<Recipe> recipe() {
        SoftmaxProbe.Options options = probe();
        Optional<Method> named = method();
        if (named.isPresent() && preprocess.size() > 1) {
            throw new IllegalArgumentException("--preprocess names several, but only method auto chooses among them");
        }
        Preprocessing.Scheme scheme = preprocess.isEmpty() ? Preprocessing.Scheme.CENTRE_NORMALISE : preprocess.get(0);
        return named.map(
                chosen -> new Recipe(scheme, intercept, adjusted, chosen, options.penalty(), options.penalty()));
    }

    /** The method with its parameters set; none for auto. */
    private Optional<Method> method() {
        List<Method> iterating = methods.stream()
                .filter(one -> !one.closedForm() && !one.miniBatches())
                .toList();
        check(new EffectiveOption("--budget", true, List.of()));
        check(new EffectiveOption("--tolerance", true, iterating));
        check(new EffectiveOption("--max-iterations", true, iterating));
        Map<String, Object> given = given();
        return method.named().map(named -> named.with(given));
    }

    private Map<String, Object> given() {
        return new ParameterOptions(methods).given(parsed(), method.named());
    }

    private ParseResult parsed() {
        return spec.commandLine().getParseResult();
    }

    private void check(EffectiveOption option) {
        if (parsed().hasMatchedOption(option.option())) {
            option.check(method.named());
        }
    }

    /** The method and its parameters as they were understood, for the record. */
    String understood() {
        return method().map(named -> named.name() + " " + named.parameters()).orElse("auto " + given());
    }

    /** How to train these rows, and how to search where no method is named. */
    TrainOptions training(Dataset rows, Optional<Reviewed> reviewed, Optional<Probabilities> soft, long seed) {
        Optional<Recipe> recipe = recipe();
        AutoOptions fitting = AutoOptions.DEFAULTS.withProbe(probe()).withSeed(seed);
        return new TrainOptions(recipe, recipe.isPresent() ? fitting : auto(fitting, rows), reviewed, soft);
    }

    private AutoOptions auto(AutoOptions fitting, Dataset rows) {
        AutoOptions options = fitting.withBudget(budget).withMetric(metric);
        if (given().get(Method.ROUNDS) instanceof Integer rounds) {
            if (rounds > MOST_ROUNDS_OF_AUTO) {
                throw new IllegalArgumentException(
                        "auto tries at most " + MOST_ROUNDS_OF_AUTO + " rounds, not " + rounds);
            }
            options = options.withRounds(rounds);
        }
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
        double only =
                probe().penalty().kappa(rows.given().classCount(), rows.given().size());
        return options.withPreprocessings(normalising).withKappas(List.of(only));
    }
}
