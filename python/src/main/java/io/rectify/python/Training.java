package io.rectify.python;

import io.rectify.TrainOptions;
import io.rectify.data.Preprocessing;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Metric;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoOptions;
import io.rectify.select.SearchBudget;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How to train, in words and numbers: what stands for "as usual" is an empty text or NaN.
 *
 * @param method name of a method; "auto" to choose one
 * @param parameters of the method by name, as texts; of auto rounds alone
 * @param kappa strength of the penalty; NaN for 15, and for auto several
 * @param preprocess what is done to features first; empty for centre-normalise, and for auto several
 * @param intercept whether probes have one
 * @param adjusted whether a named method leaves out how common classes are
 * @param metric what auto chooses by, balanced or accuracy
 * @param budget seconds after which auto tries nothing more; NaN for no end
 * @param tolerance of the fits
 * @param iterations of one fit at most
 * @param seed of the parts that auto judges on
 * @param threads to compute with
 */
public record Training(
        String method,
        Map<String, String> parameters,
        double kappa,
        String preprocess,
        boolean intercept,
        boolean adjusted,
        String metric,
        double budget,
        double tolerance,
        int iterations,
        long seed,
        int threads) {
    static final String AUTO = "auto";

    /** What trains where auto cannot choose: plain logistic regression at κ = 15. */
    private static final Method PLAIN = Method.TEACHER;

    public Training {
        parameters = Map.copyOf(parameters);
    }

    boolean chooses() {
        return method.equals(AUTO);
    }

    /** @throws IllegalArgumentException if a word is unknown or a value out of range */
    TrainOptions options() {
        AutoOptions fitting = AutoOptions.DEFAULTS.withProbe(probe()).withSeed(seed);
        return chooses()
                ? TrainOptions.DEFAULTS.withSearch(search(fitting))
                : TrainOptions.DEFAULTS.withSearch(fitting).withRecipe(recipe(named()));
    }

    /** Without a search. */
    TrainOptions plainly() {
        return TrainOptions.DEFAULTS
                .withSearch(AutoOptions.DEFAULTS.withProbe(probe()).withSeed(seed))
                .withRecipe(recipe(PLAIN));
    }

    private SoftmaxProbe.Options probe() {
        SoftmaxProbe.Options usual = SoftmaxProbe.Options.DEFAULTS;
        return new SoftmaxProbe.Options(penalty(), intercept, adjusted, tolerance, iterations, usual.memory(), threads);
    }

    private Penalty penalty() {
        return Double.isNaN(kappa) ? SoftmaxProbe.Options.DEFAULTS.penalty() : new Penalty.Kappa(kappa);
    }

    private Recipe recipe(Method named) {
        return Recipe.of(named)
                .withPenalty(penalty())
                .withPreprocessing(scheme().orElse(Preprocessing.Scheme.CENTRE_NORMALISE))
                .withIntercept(intercept)
                .withAdjusted(adjusted);
    }

    private AutoOptions search(AutoOptions fitting) {
        AutoOptions options =
                fitting.withMetric(one("metric", metric, Metric.values())).withBudget(ending());
        String rounds = parameters.getOrDefault(Method.ROUNDS, "");
        if (parameters.size() > (rounds.isEmpty() ? 0 : 1)) {
            throw new IllegalArgumentException(
                    "parameters " + parameters.keySet() + " are of methods that are named; auto takes rounds alone");
        }
        if (!rounds.isEmpty()) {
            options = options.withRounds((Integer) like(Method.ROUNDS, 0, rounds));
        }
        Optional<Preprocessing.Scheme> only = scheme();
        if (only.isPresent()) {
            options = options.withPreprocessings(List.of(only.get()));
        }
        if (Double.isNaN(kappa)) {
            return options;
        }
        List<Preprocessing.Scheme> normalising = options.preprocessings().stream()
                .filter(Preprocessing.Scheme::normalises)
                .toList();
        if (normalising.isEmpty()) {
            throw new IllegalArgumentException("auto takes kappa only with a preprocess that normalises rows, not "
                    + preprocess + "; leave one of them out, or name a method");
        }
        return options.withPreprocessings(normalising).withKappas(List.of(kappa));
    }

    private SearchBudget ending() {
        if (Double.isNaN(budget)) {
            return SearchBudget.UNLIMITED;
        }
        if (!(budget > 0) || Double.isInfinite(budget)) {
            throw new IllegalArgumentException("budget must be a time above 0 in seconds but is " + budget);
        }
        return SearchBudget.ofTime(Duration.ofMillis(Math.max(1, Math.round(budget * 1000))));
    }

    private Optional<Preprocessing.Scheme> scheme() {
        return preprocess.isEmpty()
                ? Optional.empty()
                : Optional.of(one("preprocess", preprocess, Preprocessing.Scheme.values()));
    }

    private Method named() {
        Method known = Method.all().stream()
                .filter(one -> one.name().equals(method))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no method '" + method + "'; there are auto, "
                        + String.join(
                                ", ", Method.all().stream().map(Method::name).toList())));
        Map<String, Object> usual = known.parameters();
        Map<String, Object> values = new java.util.HashMap<>();
        parameters.forEach((name, text) -> {
            Object value = usual.get(name);
            if (value == null) {
                throw new IllegalArgumentException("method " + method + " has no parameter " + name
                        + (usual.isEmpty() ? "" : "; it has " + String.join(", ", usual.keySet())));
            }
            values.put(name, like(name, value, text));
        });
        return known.with(values);
    }

    /** The value of a parameter, of the type that its usual value has. */
    private static Object like(String name, Object usual, String text) {
        try {
            if (usual instanceof Integer) {
                return Integer.valueOf(text);
            }
            if (usual instanceof Double) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be "
                    + (usual instanceof Integer ? "a whole number" : "a number") + " but is '" + text + "'");
        }
        return one(name, text, usual.getClass().getEnumConstants());
    }

    private static <E> E one(String what, String word, E[] all) {
        return Arrays.stream(all)
                .filter(value -> value.toString().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(what + " must be one of "
                        + String.join(
                                ", ", Arrays.stream(all).map(Object::toString).toList())
                        + " but is '" + word + "'"));
    }
}
