package io.rectify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.audit.OutOfSample;
import io.rectify.data.Dataset;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.distill.Refinement;
import io.rectify.noise.Corruption;
import io.rectify.probe.FitLog;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.select.Choice;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A computation that is cut short and made again with some of its fits known gives what it gives when left alone. */
class ResumedFitsTest {
    private static final SoftmaxProbe.Options PROBE = SoftmaxProbe.Options.DEFAULTS.withThreads(2);
    private static final AutoOptions AUTO =
            AutoOptions.DEFAULTS.withThreads(2).withKappas(List.of(5.0, 50.0)).withRounds(2);

    /** Keeps fits in memory and ends the computation, as a kill would, once so many have been made. */
    private static final class CutLog implements FitLog {
        private final Map<String, SoftmaxProbe.Fit> known = new HashMap<>();
        private int allowed;
        private int made;

        @Override
        public SoftmaxProbe.Fit recall(String name, Supplier<SoftmaxProbe.Fit> making) {
            SoftmaxProbe.Fit fit = known.get(name);
            if (fit == null) {
                if (made == allowed) {
                    throw new Cut();
                }
                made++;
                fit = making.get();
                known.put(name, fit);
            }
            return fit;
        }
    }

    private static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static Dataset data() {
        Dataset clean = Samples.clouds(240, 4, 6, 1.2, 3);
        return clean.withGiven(new Corruption.Symmetric(0.3).apply(clean.given(), 5));
    }

    /** Cut after one fit more each time, and half of what is known forgotten each time. */
    private static <T> T piecemeal(Function<FitLog, T> computation, int step, boolean forgetful) {
        CutLog log = new CutLog();
        Random random = new Random(step);
        for (int cuts = 0; ; cuts++) {
            log.allowed = log.made + step + (forgetful ? cuts * step : 0);
            try {
                return computation.apply(log);
            } catch (Cut e) {
                assertThat(cuts).isLessThan(1000);
                if (forgetful) {
                    log.known.keySet().removeIf(name -> random.nextBoolean());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 20})
    void aSearchChoosesTheSame(int step) {
        Choice whole = AutoDistill.choose(data(), AUTO, AutoDistill.Monitor.SILENT);
        Function<FitLog, Choice> search = log -> AutoDistill.choose(data(), AUTO, log, AutoDistill.Monitor.SILENT);
        assertThat(piecemeal(search, step, false)).isEqualTo(whole);
        assertThat(piecemeal(search, step, true)).isEqualTo(whole);
    }

    static List<Method> fitted() {
        return Method.all().stream().filter(method -> !method.closedForm()).toList();
    }

    @ParameterizedTest
    @MethodSource("fitted")
    void aDistillationEndsInTheSameProbe(Method method) {
        List<Refinement> plan = method.plan();
        Prepared rows = Prepared.asIs(data());
        Function<FitLog, Distillation.Result> run = log ->
                Distillation.run(rows, plan, PROBE.withKappa(5), PROBE.withKappa(20), log, Distillation.Monitor.SILENT);
        Distillation.Result whole = run.apply(FitLog.NONE);
        Distillation.Result resumed = piecemeal(run, 1, false);
        assertThat(resumed.steps()).hasSameSizeAs(whole.steps());
        assertThat(values(resumed.outputs())).isEqualTo(values(whole.outputs()));
        assertThat(resumed.last().fit().probe().weights().row(2))
                .isEqualTo(whole.last().fit().probe().weights().row(2));
        assertThat(resumed.last().agreement()).isEqualTo(whole.last().agreement());
        assertThat(resumed.last().changed()).isEqualTo(whole.last().changed());
    }

    @Test
    void crossFittedOutputsAreTheSame() {
        Recipe recipe = Recipe.of(Method.SD.withRounds(2)).withKappa(5).withStudents(new Penalty.Kappa(20));
        Function<FitLog, OutOfSample> judged =
                log -> OutOfSample.crossFitted(data(), recipe, 5, 1, PROBE, log, OutOfSample.Monitor.SILENT);
        OutOfSample whole = judged.apply(FitLog.NONE);
        OutOfSample resumed = piecemeal(judged, 2, false);
        assertThat(values(resumed.probabilities())).isEqualTo(values(whole.probabilities()));
        assertThat(resumed.steps()).isEqualTo(whole.steps());
    }

    /** Among all fits of searches that differ in what a search may differ in, none passes for another. */
    @Test
    void aNameStandsForOneFit() {
        Map<String, float[]> known = new HashMap<>();
        FitLog checking = (name, making) -> {
            SoftmaxProbe.Fit fit = making.get();
            float[] row = fit.probe().weights().row(0);
            float[] before = known.putIfAbsent(name, row);
            assertThat(before == null ? row : before).as(name).isEqualTo(row);
            return fit;
        };
        Dataset data = data();
        for (List<Double> kappas : List.of(List.of(5.0, 50.0), List.of(2.0, 5.0, 50.0, 400.0), List.of(5.0))) {
            for (boolean intercept : new boolean[] {false, true}) {
                for (double tolerance : new double[] {1e-2, 1e-4}) {
                    AutoDistill.choose(
                            data,
                            AUTO.withKappas(kappas)
                                    .withProbe(PROBE.withIntercept(intercept))
                                    .withSearchTolerance(tolerance),
                            checking,
                            AutoDistill.Monitor.SILENT);
                }
            }
        }
        assertThat(known).hasSizeGreaterThan(200);
    }

    private static float[][] values(Probabilities probabilities) {
        float[][] values = new float[probabilities.rows()][];
        Arrays.setAll(values, i -> probabilities.matrix().row(i));
        return values;
    }
}
