package io.rectify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.audit.Anomalies;
import io.rectify.audit.NoiseTransition;
import io.rectify.data.ClassSums;
import io.rectify.data.Split;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.noise.Corruption;
import io.rectify.spectral.Explanation;
import io.rectify.theory.ClassCorrelation;
import io.rectify.theory.CorruptionMargins;
import io.rectify.theory.TheoryAnalysis;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records with arrays are immutable all the same: neither what made them nor what they return is shared. */
class CopiedArraysTest {
    private static List<Record> records(int[] integers, double[] numbers, double[][] rows) {
        return List.of(
                new Split(integers, integers),
                new ClassSums(DoubleMatrix.zeros(2, 1), numbers, integers),
                new Anomalies(List.of(), 0, 0, List.of(), integers),
                new NoiseTransition(rows, numbers, 0.2, 0.1, 0.3, 1, 50),
                new Corruption.Superclass(0.1, integers),
                new Corruption.Transition(rows),
                new Explanation(0.5, List.of(), numbers, numbers, numbers),
                new ClassCorrelation(integers, numbers, rows),
                new CorruptionMargins(numbers, numbers),
                new TheoryAnalysis.Group(TheoryAnalysis.Kind.ALL, 2, 1, 1, 1, 1, numbers, numbers));
    }

    @Test
    void argumentsAreNotShared() throws ReflectiveOperationException {
        int[] integers = {3, 1};
        double[] numbers = {0.25, 0.75};
        double[][] rows = {{0.5, 0.5}, {0.25, 0.75}};
        List<Record> records = records(integers, numbers, rows);
        integers[0] = 7;
        numbers[0] = 7;
        rows[0][0] = 7;
        areAsMade(records);
    }

    @Test
    void resultsAreNotShared() throws ReflectiveOperationException {
        List<Record> records =
                records(new int[] {3, 1}, new double[] {0.25, 0.75}, new double[][] {{0.5, 0.5}, {0.25, 0.75}});
        for (Record record : records) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                if (component.getType().isArray()) {
                    Object array = component.getAccessor().invoke(record);
                    Object row = Array.get(array, 0) instanceof double[] first ? first : array;
                    Array.set(row, 0, row instanceof int[] ? (Object) 7 : (Object) 7.0);
                }
            }
        }
        areAsMade(records);
    }

    private static void areAsMade(List<Record> records) throws ReflectiveOperationException {
        int arrays = 0;
        for (Record record : records) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                if (component.getType().isArray()) {
                    Object array = component.getAccessor().invoke(record);
                    Object first = Array.get(array, 0);
                    assertThat(first instanceof double[] row ? row[0] : first)
                            .as("%s.%s", record.getClass().getSimpleName(), component.getName())
                            .isEqualTo(
                                    first instanceof Integer
                                            ? (Object) 3
                                            : first instanceof Double ? 0.25 : (Object) 0.5);
                    arrays++;
                }
            }
        }
        assertThat(arrays).isEqualTo(19);
    }

    @Test
    void splitsOfTheSameRowsAreEqual() {
        Split split = new Split(new int[] {0, 2}, new int[] {1});
        assertThat(split)
                .isEqualTo(new Split(new int[] {0, 2}, new int[] {1}))
                .hasSameHashCodeAs(new Split(new int[] {0, 2}, new int[] {1}))
                .isNotEqualTo(new Split(new int[] {0}, new int[] {1}))
                .isNotEqualTo(new Split(new int[] {0, 2}, new int[] {3}));
    }
}
