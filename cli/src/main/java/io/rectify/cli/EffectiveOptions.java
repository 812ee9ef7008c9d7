package io.rectify.cli;

import static io.rectify.distill.Method.BETA_SMOOTHING;
import static io.rectify.distill.Method.DIRICHLET_PRIOR;
import static io.rectify.distill.Method.ENTROPY_REGULARISATION;
import static io.rectify.distill.Method.GROUND_TRUTH;
import static io.rectify.distill.Method.HAND_MADE_TEACHER;
import static io.rectify.distill.Method.LABEL_SMOOTHING;
import static io.rectify.distill.Method.MIX;
import static io.rectify.distill.Method.RANK_SMOOTHING;
import static io.rectify.distill.Method.SD;
import static io.rectify.distill.Method.SHARPEN;
import static io.rectify.distill.Method.SPECTRAL;
import static io.rectify.distill.Method.TOP2;
import static io.rectify.distill.Method.TOP2_GCE;

import io.rectify.distill.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ParseResult;

/** Which options of a training have an effect on which methods only, so that none is given in vain. */
final class EffectiveOptions {
    private static final List<Scope> SCOPES = List.of(
            new Scope("--rounds", true, SD, SPECTRAL),
            new Scope("--budget", true),
            new Scope("--top-k", false, TOP2, TOP2_GCE),
            new Scope("--q", false, TOP2_GCE),
            new Scope("--temperature", false, SHARPEN, GROUND_TRUTH, HAND_MADE_TEACHER, DIRICHLET_PRIOR),
            new Scope("--xi", false, MIX),
            new Scope("--alpha", false, GROUND_TRUTH, BETA_SMOOTHING, HAND_MADE_TEACHER),
            new Scope("--epsilon", false, LABEL_SMOOTHING, RANK_SMOOTHING),
            new Scope("--spread", false, LABEL_SMOOTHING),
            new Scope("--rank-exponent", false, RANK_SMOOTHING),
            new Scope("--beta-a", false, BETA_SMOOTHING),
            new Scope("--entropy-weight", false, ENTROPY_REGULARISATION),
            new Scope("--correct", false, HAND_MADE_TEACHER),
            new Scope("--prior-alpha", false, DIRICHLET_PRIOR),
            new Scope("--prior-beta", false, DIRICHLET_PRIOR),
            Scope.allBut("--tolerance", SPECTRAL, BETA_SMOOTHING),
            Scope.allBut("--max-iterations", SPECTRAL, BETA_SMOOTHING));

    private EffectiveOptions() {}

    /** Where an option has an effect. */
    private record Scope(String option, boolean auto, Set<Method> methods) {
        Scope(String option, boolean auto, Method... methods) {
            this(option, auto, setOf(methods));
        }

        static Scope allBut(String option, Method... methods) {
            return new Scope(option, true, EnumSet.complementOf(setOf(methods)));
        }

        private static EnumSet<Method> setOf(Method... methods) {
            EnumSet<Method> set = EnumSet.noneOf(Method.class);
            set.addAll(Arrays.asList(methods));
            return set;
        }

        void check(Optional<Method> named) {
            if (named.isEmpty() && !auto) {
                throw new IllegalArgumentException(option + " needs a --method: auto tries values of its own");
            }
            if (named.isPresent() && !methods.contains(named.get())) {
                throw new IllegalArgumentException(
                        option + " has no effect on method " + named.get() + ", only on " + words());
            }
        }

        private String words() {
            return Stream.concat(
                            auto ? Stream.of("auto") : Stream.empty(),
                            methods.stream().map(Method::toString))
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * @param named the method; none for auto
     * @throws IllegalArgumentException if an option was given that has no effect on it
     */
    static void check(ParseResult given, Optional<Method> named) {
        SCOPES.stream().filter(scope -> given.hasMatchedOption(scope.option())).forEach(scope -> scope.check(named));
    }
}
