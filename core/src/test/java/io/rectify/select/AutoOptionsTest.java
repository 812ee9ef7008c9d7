package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.data.Preprocessing;
import io.rectify.metrics.Metric;
import io.rectify.probe.SoftmaxProbe;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AutoOptionsTest {
    private static final AutoOptions START = AutoOptions.DEFAULTS;

    private static final Map<String, AutoOptions> CHANGED = Map.ofEntries(
            Map.entry("preprocessings", START.withPreprocessings(List.of(Preprocessing.Scheme.RAW))),
            Map.entry("metric", START.withMetric(Metric.ACCURACY)),
            Map.entry("kappas", START.withKappas(List.of(7.0))),
            Map.entry("rounds", START.withRounds(9)),
            Map.entry("folds", START.withFolds(3)),
            Map.entry("standardErrors", START.withStandardErrors(2)),
            Map.entry("budget", START.withBudget(SearchBudget.ofEvaluations(5))),
            Map.entry("seed", START.withSeed(77)),
            Map.entry("searchRows", START.withSearchRows(123)),
            Map.entry("searchTolerance", START.withSearchTolerance(0.5)),
            Map.entry("probe", START.withProbe(SoftmaxProbe.Options.DEFAULTS.withIntercept(true))));

    /** Every component has a {@code with} method, which changes that component and no other. */
    @Test
    void withReplacesOneComponent() throws ReflectiveOperationException {
        RecordComponent[] components = AutoOptions.class.getRecordComponents();
        assertThat(CHANGED)
                .containsOnlyKeys(
                        Arrays.stream(components).map(RecordComponent::getName).toList());
        for (Map.Entry<String, AutoOptions> changed : CHANGED.entrySet()) {
            for (RecordComponent component : components) {
                boolean same = component
                        .getAccessor()
                        .invoke(changed.getValue())
                        .equals(component.getAccessor().invoke(START));
                assertThat(same)
                        .as(component.getName() + " of options with other " + changed.getKey())
                        .isEqualTo(!component.getName().equals(changed.getKey()));
            }
        }
    }
}
