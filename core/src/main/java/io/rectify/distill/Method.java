package io.rectify.distill;

import io.rectify.probe.Parameter;
import io.rectify.smooth.BetaSmoothing;
import io.rectify.smooth.EntropyRegularisation;
import io.rectify.smooth.HandMadeTeacher;
import io.rectify.smooth.LabelSmoothing;
import io.rectify.smooth.RankSmoothing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A named way of training: which refinements follow the teacher, in order, or take its place. {@link #all()} is the registry; a
 * {@link Refinement} of one's own becomes a method by {@link #of}, and its annotated components become the method's parameters.
 */
public final class Method {
    /** Name of the parameter that says how many students follow one another. */
    public static final String ROUNDS = "rounds";

    private static final int DEFAULT_ROUNDS = 4;

    public static final Method TEACHER =
            new Method("teacher", "the teacher alone", Optional.empty(), OptionalInt.empty(), false);
    public static final Method SD = new Method(
            "sd",
            "multi-round self-distillation",
            Optional.of(new Refinement.Soften(1)),
            OptionalInt.of(DEFAULT_ROUNDS),
            false);
    public static final Method TOP2 =
            of("top2", "one student on the teacher's top-k outputs, cross-entropy", new Refinement.TopK(2));
    public static final Method TOP2_GCE = of(
            "top2-gce",
            "one student on the teacher's top-k candidates, generalised cross-entropy",
            new Refinement.TopKCandidates(2, 0.7));
    public static final Method HARDEN =
            of("harden", "one student on the teacher's most probable class", new Refinement.Harden());
    public static final Method SHARPEN =
            of("sharpen", "one student on the teacher's outputs at a low temperature", new Refinement.Soften(0.5));
    public static final Method MIX =
            of("mix", "one student on a mix of the teacher's outputs and the given labels", new Refinement.Mix(0.5));
    public static final Method GROUND_TRUTH = of(
            "ground-truth",
            "one student on the given labels and the teacher's outputs at a high temperature",
            new Refinement.GroundTruth(0.4, 4));
    public static final Method CONSENSUS =
            of("consensus", "one student on the rows where teacher and given label agree", new Refinement.Consensus());
    public static final Method LABEL_SMOOTHING = of(
            "label-smoothing",
            "labels smoothed evenly over the classes",
            new Refinement.Smoothed(new LabelSmoothing(0.1, LabelSmoothing.Spread.OTHERS)));
    public static final Method BETA_SMOOTHING = of(
            "beta-smoothing",
            "labels smoothed by Beta draws in the order of confidence, mini-batches",
            new Refinement.Smoothed(BetaSmoothing.DEFAULTS));
    public static final Method ENTROPY_REGULARISATION = of(
            "entropy-regularisation",
            "the given labels with confident outputs penalised",
            new Refinement.Smoothed(new EntropyRegularisation(0.1)));
    public static final Method HAND_MADE_TEACHER = of(
            "hand-made-teacher",
            "labels mixed with a hand-made teacher that is always right",
            new Refinement.Smoothed(new HandMadeTeacher(0.99, 20, 0.1)));
    public static final Method RANK_SMOOTHING = of(
            "rank-smoothing",
            "labels smoothed by Zipf's law in the order of the teacher's outputs",
            new Refinement.Ranked(new RankSmoothing(0.1, 1)));
    public static final Method DIRICHLET_PRIOR = of(
            "dirichlet-prior",
            "labels under a Dirichlet prior made of the teacher's outputs",
            new Refinement.Prior(1, 2.0 / 3, 4));
    public static final Method SPECTRAL = new Method(
            "spectral",
            "multi-round self-distillation of the linearised probe, in closed form",
            Optional.of(new Refinement.Soften(1)),
            OptionalInt.of(DEFAULT_ROUNDS),
            true);

    private static final List<Method> ALL = List.of(
            TEACHER,
            SD,
            TOP2,
            TOP2_GCE,
            HARDEN,
            SHARPEN,
            MIX,
            GROUND_TRUTH,
            CONSENSUS,
            LABEL_SMOOTHING,
            BETA_SMOOTHING,
            ENTROPY_REGULARISATION,
            HAND_MADE_TEACHER,
            RANK_SMOOTHING,
            DIRICHLET_PRIOR,
            SPECTRAL);

    private final String name;
    private final String description;
    private final Optional<Refinement> refinement;
    private final OptionalInt rounds;
    private final boolean closedForm;
    private final Method standard;

    private Method(
            String name, String description, Optional<Refinement> refinement, OptionalInt rounds, boolean closedForm) {
        this.name = name;
        this.description = description;
        this.refinement = refinement;
        this.rounds = rounds;
        this.closedForm = closedForm;
        this.standard = this;
    }

    private Method(Method standard, Optional<Refinement> refinement, OptionalInt rounds) {
        this.name = standard.name;
        this.description = standard.description;
        this.refinement = refinement;
        this.rounds = rounds;
        this.closedForm = standard.closedForm;
        this.standard = standard;
    }

    /** What a method can be told, and what it is told. */
    public record Setting(String name, String description, Object value) {}

    /**
     * A method of one refinement, whose parameters are those of the refinement.
     *
     * @param name as users write it: lower case, with hyphens
     * @param refinement with the default values of its parameters
     */
    public static Method of(String name, String description, Refinement refinement) {
        return new Method(name, description, Optional.of(refinement), OptionalInt.empty(), false);
    }

    /** All methods there are, with the default values of their parameters. */
    public static List<Method> all() {
        return ALL;
    }

    /**
     * The method of that name, with the default values of its parameters.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Method named(String name) {
        return ALL.stream()
                .filter(method -> method.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no method " + name));
    }

    /** As users write it. */
    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    /** The refinements that follow the teacher, or take its place where the first of them asks none. */
    public List<Refinement> plan() {
        return refinement.isEmpty() ? List.of() : Collections.nCopies(rounds.orElse(1), refinement.get());
    }

    /** Whether the plan is carried out in closed form, for the linearised probe, instead of by fitting. */
    public boolean closedForm() {
        return closedForm;
    }

    /** Whether a fit needs mini-batches. */
    public boolean miniBatches() {
        return refinement
                .flatMap(Refinement::teacherless)
                .map(smoothing -> smoothing.miniBatches())
                .orElse(false);
    }

    /** Its parameters with their values, in order. */
    public List<Setting> settings() {
        if (rounds.isPresent()) {
            return List.of(
                    new Setting(ROUNDS, "students that follow one another; 0 is the teacher alone", rounds.getAsInt()));
        }
        return values().values().stream()
                .map(value ->
                        new Setting(value.parameter().name(), value.parameter().description(), value.value()))
                .toList();
    }

    private Map<String, ParameterValues.Value> values() {
        return refinement.isPresent() && rounds.isEmpty() && refinement.get() instanceof Record record
                ? ParameterValues.of(record)
                : Map.of();
    }

    /** Whether it has a parameter of this name. */
    public boolean has(String parameter) {
        return settings().stream().anyMatch(setting -> setting.name().equals(parameter));
    }

    /**
     * The method with some of its parameters set.
     *
     * @param values by name
     * @throws IllegalArgumentException if it has no parameter of a name, or a value is out of range
     */
    public Method with(Map<String, ?> values) {
        for (String parameter : values.keySet()) {
            if (!has(parameter)) {
                throw new IllegalArgumentException("method " + name + " has no parameter " + parameter);
            }
        }
        if (rounds.isPresent()) {
            return values.get(ROUNDS) instanceof Integer given ? withRounds(given) : this;
        }
        return refinement.isPresent() && refinement.get() instanceof Record record
                ? new Method(standard, Optional.of((Refinement) ParameterValues.with(record, values)), rounds)
                : this;
    }

    /** {@link #with(Map)} of one parameter. */
    public Method with(String parameter, Object value) {
        return with(Map.of(parameter, value));
    }

    /**
     * The method with so many students, one after another.
     *
     * @throws IllegalArgumentException if the number is negative, or this is not multi-round self-distillation
     */
    public Method withRounds(int newRounds) {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("method " + name + " has no parameter " + ROUNDS);
        }
        if (newRounds < 0) {
            throw new IllegalArgumentException("rounds must be at least 0 but are " + newRounds);
        }
        return new Method(standard, refinement, OptionalInt.of(newRounds));
    }

    /** Whether both are the same method, whatever their parameters. */
    public boolean is(Method other) {
        return name.equals(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Method that
                && name.equals(that.name)
                && refinement.equals(that.refinement)
                && rounds.equals(that.rounds);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, refinement, rounds);
    }

    /** The name, and of its parameters what is not as usual, such as "top2-gce with top 3". */
    @Override
    public String toString() {
        if (rounds.isPresent()) {
            return name + " of " + rounds.getAsInt() + (rounds.getAsInt() == 1 ? " round" : " rounds");
        }
        Map<String, ParameterValues.Value> usual = standard.values();
        StringBuilder text = new StringBuilder(name);
        String joint = " ";
        for (Map.Entry<String, ParameterValues.Value> entry : values().entrySet()) {
            ParameterValues.Value value = entry.getValue();
            if (value.parameter().always() || !value.equals(usual.get(entry.getKey()))) {
                text.append(joint).append(phrase(value));
                joint = " and ";
            }
        }
        return text.toString();
    }

    private static String phrase(ParameterValues.Value value) {
        Parameter parameter = value.parameter();
        return parameter.phrase().isEmpty()
                ? "with " + parameter.name() + " " + value.value()
                : String.format(Locale.ROOT, parameter.phrase(), value.value());
    }

    /** Its settings by name. */
    public Map<String, Object> parameters() {
        Map<String, Object> values = new LinkedHashMap<>();
        settings().forEach(setting -> values.put(setting.name(), setting.value()));
        return values;
    }
}
