package io.rectify.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
    private static final Float[] X = {1f, 2f};
    private static final Float[] Y = {2f, -1f};

    /** Six sound rows, one of which is replaced, in three partitions. */
    private static Dataset<Row> with(int at, Row faulty) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            rows.add(i == at ? faulty : RowFactory.create(i, i % 2 == 0 ? X : Y, i % 2 == 0 ? "a" : "b"));
        }
        return LocalSpark.frame(rows, LocalSpark.FLOATS, 3);
    }

    private static RectifyClassifier classifier() {
        return new RectifyClassifier().setMethod("spectral").setPreprocess("raw");
    }

    @Test
    void valuesThatCannotBeUsed() {
        assertThatThrownBy(() -> classifier().fit(with(3, RowFactory.create(3, null, "a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column 'features', partition 1, row 1: found null, expected an array");
        assertThatThrownBy(() -> classifier().fit(with(3, RowFactory.create(3, new Float[] {1f, null}, "a"))))
                .hasMessage("column 'features', partition 1, row 1: found null at element 1, expected a number");
        assertThatThrownBy(() -> classifier().fit(with(5, RowFactory.create(5, new Float[] {Float.NaN, 1f}, "a"))))
                .hasMessage("column 'features', partition 2, row 1: found NaN at element 0, expected a finite number");
        assertThatThrownBy(() -> classifier().fit(with(1, RowFactory.create(1, new Float[] {1f}, "a"))))
                .hasMessage("column 'features', partition 0, row 1: found 1 values, expected 2 as in the rows before");
        assertThatThrownBy(() -> classifier().fit(with(1, RowFactory.create(1, new Float[] {}, "a"))))
                .hasMessageContaining("found 0 values, expected 2");
        assertThatThrownBy(() -> classifier().fit(with(0, RowFactory.create(0, X, null))))
                .hasMessageContaining("column 'label', partition 0, row 0: found null, expected a label");
    }

    @Test
    void partitionsThatDifferInLength() {
        List<Row> rows = List.of(
                RowFactory.create(0, X, "a"),
                RowFactory.create(1, Y, "b"),
                RowFactory.create(2, new Float[] {1f, 2f, 3f}, "a"));
        assertThatThrownBy(() -> classifier().fit(LocalSpark.frame(rows, LocalSpark.FLOATS, 3)))
                .hasMessage("rows of partition 2 have 3 features but rows of partitions before have 2");
    }

    @Test
    void noRowsOrOneClass() {
        assertThatThrownBy(() -> classifier().fit(LocalSpark.frame(List.of(), LocalSpark.FLOATS, 2)))
                .hasMessage("there is no row to learn from: all partitions are empty");
        List<Row> one = List.of(RowFactory.create(0, X, "a"), RowFactory.create(1, Y, "a"));
        assertThatThrownBy(() -> classifier().fit(LocalSpark.frame(one, LocalSpark.FLOATS, 2)))
                .hasMessage("column 'label' names only one class, 'a'; at least two are needed");
        List<Row> equal = List.of(RowFactory.create(0, X, "a"), RowFactory.create(1, X, "b"));
        assertThatThrownBy(
                        () -> classifier().setPreprocess("centre").fit(LocalSpark.frame(equal, LocalSpark.FLOATS, 2)))
                .hasMessageContaining("all features are 0 after preprocessing");
    }

    @Test
    void columnsThatAreMissingOrOfAnotherType() {
        Dataset<Row> frame = with(-1, RowFactory.create());
        assertThatThrownBy(() -> classifier().setFeaturesCol("embedding").fit(frame))
                .hasMessage("there is no column 'embedding' of features; there are id, features, label:"
                        + " name another by featuresCol");
        assertThatThrownBy(() -> classifier().setFeaturesCol("label").fit(frame))
                .hasMessage("column 'label' is of type string, expected an array of numbers or a vector");
        assertThatThrownBy(
                        () -> classifier().setLabelCol("when").fit(frame.withColumn("when", functions.current_date())))
                .hasMessageContaining("column 'when' is of type date, expected a string, a number");
        assertThatThrownBy(() -> classifier().fit(frame).transform(frame.withColumn("prediction", functions.lit(1))))
                .hasMessage("there is a column 'prediction' already: name the output otherwise");
    }

    @ParameterizedTest
    @CsvSource({"-1, found -1.0", "NaN, found NaN", ", found null"})
    void weights(Double weight, String found) {
        Dataset<Row> frame = with(-1, RowFactory.create())
                .withColumn("w", functions.lit(weight).cast("double"));
        assertThatThrownBy(() -> new RectifyClassifier()
                        .setMethod("teacher")
                        .setWeightCol("w")
                        .fit(frame))
                .hasMessage("column 'w', partition 0, row 0: " + found + ", expected a number of at least 0");
    }

    @Test
    void softLabelsThatAreNoProbabilities() {
        var schema = LocalSpark.schema(DataTypes.createArrayType(DataTypes.DoubleType));
        List<Row> rows = List.of(
                RowFactory.create(0, X, new Double[] {0.5, 0.5}), RowFactory.create(1, Y, new Double[] {0.5, 0.4}));
        assertThatThrownBy(() -> new RectifyClassifier().setMethod("teacher").fit(LocalSpark.frame(rows, schema, 2)))
                .hasMessage("column 'label', partition 1, row 0: found probabilities that sum to 0.9, expected 1");
    }

    @Test
    void rowsToPredictHaveOneClearCause() {
        RectifyClassificationModel model = classifier().fit(with(-1, RowFactory.create()));
        Throwable ragged = catchThrowable(() -> model.transform(with(4, RowFactory.create(4, new Float[] {1f}, "a")))
                .collectAsList());
        assertThat(causes(ragged))
                .contains(
                        "column 'features', partition 2, row 0: found 1 values, expected 2 as the model was fitted to");
        Throwable missing = catchThrowable(
                () -> model.transform(with(4, RowFactory.create(4, null, "a"))).collectAsList());
        assertThat(causes(missing))
                .contains("column 'features', partition 2, row 0: found null, expected an array of 2 numbers");
    }

    static List<String> causes(Throwable thrown) {
        List<String> messages = new ArrayList<>();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            messages.add(cause.getMessage());
        }
        return messages;
    }

    /** A class of which only one partition has a row, beside empty and uneven partitions. */
    @Test
    void aLabelInOnePartitionIsLearned() {
        List<Row> rows = new ArrayList<>(List.of(RowFactory.create(0, new Float[] {5f, 5f}, "c")));
        for (int i = 1; i < 40; i++) {
            rows.add(RowFactory.create(i, i % 2 == 0 ? X : Y, i % 2 == 0 ? "a" : "b"));
        }
        for (int partitions : new int[] {1, 2, 60}) {
            RectifyClassificationModel model = classifier().fit(LocalSpark.frame(rows, LocalSpark.FLOATS, partitions));
            assertThat(model.classes()).isEqualTo(Arrays.asList("a", "b", "c"));
        }
    }
}
