package io.rectify.spark;

import io.rectify.data.Probabilities;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Columns of a data frame as {@link Block}s whose labels are names. Every value is checked; what is wrong is told by column, partition
 * and row, counted from 0 in the partition.
 */
final class RowReader implements Serializable {
    private static final long serialVersionUID = 1;
    private static final double SUM_TOLERANCE = 1e-3;

    /** Rows with the names of their labels: {@link Block}s that are not yet numbered. */
    static final class Named implements Serializable {
        private static final long serialVersionUID = 1;

        final Block block;
        /** One for each row; empty where labels are soft. */
        final String[] names;

        Named(Block block, String[] names) {
            this.block = block;
            this.names = names;
        }
    }

    private final String featuresName;
    private final String labelName;
    private final String weightName;
    private final boolean soft;
    private final boolean decimal;
    private final int blockRows;

    private RowReader(
            String featuresName, String labelName, String weightName, boolean soft, boolean decimal, int blockRows) {
        this.featuresName = featuresName;
        this.labelName = labelName;
        this.weightName = weightName;
        this.soft = soft;
        this.decimal = decimal;
        this.blockRows = blockRows;
    }

    /**
     * The rows of a data frame, partition by partition.
     *
     * @param weightName empty where there are no weights
     * @throws IllegalArgumentException if a column is missing or of another type
     */
    static JavaRDD<Named> read(
            Dataset<?> dataset, String featuresName, String labelName, String weightName, int blockRows) {
        StructType schema = dataset.schema();
        DataType label = type(schema, labelName, "label");
        boolean soft = isSoft(label);
        List<Column> columns = new ArrayList<>();
        columns.add(features(dataset, featuresName));
        columns.add(label(dataset, labelName, label));
        if (!weightName.isEmpty()) {
            if (!(type(schema, weightName, "weight") instanceof NumericType)) {
                throw wrongType(schema, weightName, "a number");
            }
            columns.add(dataset.col(quoted(weightName)).cast("double"));
        }
        RowReader reader = new RowReader(featuresName, labelName, weightName, soft, isDecimal(label), blockRows);
        Dataset<Row> selected = dataset.select(columns.toArray(Column[]::new));
        JavaRDD<InternalRow> rows = ((org.apache.spark.sql.classic.Dataset<Row>) selected)
                .queryExecution()
                .toRdd()
                .toJavaRDD();
        return rows.mapPartitionsWithIndex((partition, all) -> reader.blocks(partition, all), false);
    }

    /** Whether labels of this type are class probabilities. */
    static boolean isSoft(DataType type) {
        return type instanceof ArrayType array && array.elementType() instanceof NumericType
                || type.equals(SQLDataTypes.VectorType());
    }

    /** Whether labels of this type are numbers, which predictions are then too. */
    static boolean isNumber(DataType type) {
        return type instanceof NumericType;
    }

    private static boolean isDecimal(DataType type) {
        return type instanceof DoubleType || type instanceof FloatType || type instanceof DecimalType;
    }

    /** The features as an array of float32 values. */
    static Column features(Dataset<?> dataset, String name) {
        DataType type = type(dataset.schema(), name, "features");
        Column column = dataset.col(quoted(name));
        if (type.equals(SQLDataTypes.VectorType())) {
            return functions.vector_to_array(column, "float32");
        }
        if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
            return array.elementType() instanceof FloatType ? column : column.cast("array<float>");
        }
        throw wrongType(dataset.schema(), name, "an array of numbers or a vector");
    }

    private static Column label(Dataset<?> dataset, String name, DataType type) {
        Column column = dataset.col(quoted(name));
        if (type.equals(SQLDataTypes.VectorType())) {
            return functions.vector_to_array(column, "float32");
        }
        if (isSoft(type)) {
            return column.cast("array<float>");
        }
        if (isDecimal(type)) {
            return column.cast("double");
        }
        if (type instanceof StringType || type instanceof BooleanType || type instanceof NumericType) {
            return column.cast("string");
        }
        throw wrongType(dataset.schema(), name, "a string, a number, or an array of class probabilities");
    }

    /** A column's name as Spark's expressions take it. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    static DataType type(StructType schema, String name, String what) {
        if (!List.of(schema.fieldNames()).contains(name)) {
            throw new IllegalArgumentException("there is no column '" + name + "' of " + what + "; there are "
                    + String.join(", ", schema.fieldNames()) + ": name another by " + what + "Col");
        }
        return schema.apply(name).dataType();
    }

    private static IllegalArgumentException wrongType(StructType schema, String name, String expected) {
        return new IllegalArgumentException("column '" + name + "' is of type "
                + schema.apply(name).dataType().simpleString() + ", expected " + expected);
    }

    private Iterator<Named> blocks(int partition, Iterator<InternalRow> rows) {
        return new Iterator<>() {
            private int next;
            private int columns = -1;
            private int classes = -1;

            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Named next() {
                List<float[]> features = new ArrayList<>();
                List<String> names = new ArrayList<>();
                List<float[]> softLabels = new ArrayList<>();
                List<Float> weights = new ArrayList<>();
                while (rows.hasNext() && features.size() < blockRows) {
                    InternalRow row = rows.next();
                    float[] values = numbers(row, 0, featuresName, columns);
                    columns = values.length;
                    features.add(values);
                    if (soft) {
                        float[] shares = shares(row);
                        classes = shares.length;
                        softLabels.add(shares);
                    } else {
                        names.add(name(row));
                    }
                    if (!weightName.isEmpty()) {
                        weights.add(weight(row));
                    }
                    next++;
                }
                int[] best = softLabels.isEmpty()
                        ? new int[features.size()]
                        : softLabels.stream().mapToInt(Probabilities::argmax).toArray();
                return new Named(
                        new Block(joined(features), best, joined(softLabels), joined(weights)),
                        names.toArray(String[]::new));
            }

            private float[] numbers(InternalRow row, int at, String column, int expected) {
                if (row.isNullAt(at)) {
                    throw wrong(column, "null", "an array");
                }
                ArrayData array = row.getArray(at);
                int length = array.numElements();
                if (length == 0 || expected >= 0 && length != expected) {
                    throw wrong(
                            column,
                            length + " values",
                            expected < 0 ? "at least one" : expected + " as in the rows before");
                }
                for (int j = 0; j < length; j++) {
                    if (array.isNullAt(j)) {
                        throw wrong(column, "null at element " + j, "a number");
                    }
                }
                float[] values = array.toFloatArray();
                for (int j = 0; j < length; j++) {
                    if (!Float.isFinite(values[j])) {
                        throw wrong(column, values[j] + " at element " + j, "a finite number");
                    }
                }
                return values;
            }

            private float[] shares(InternalRow row) {
                float[] values = numbers(row, 1, labelName, classes);
                double sum = 0;
                for (float value : values) {
                    if (value < 0) {
                        throw wrong(labelName, value + " as a probability", "at least 0");
                    }
                    sum += value;
                }
                if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
                    throw wrong(labelName, "probabilities that sum to " + (float) sum, "1");
                }
                return values;
            }

            private String name(InternalRow row) {
                if (row.isNullAt(1)) {
                    throw wrong(labelName, "null", "a label: leave rows without one out, such as by na.drop");
                }
                if (!decimal) {
                    return row.getUTF8String(1).toString();
                }
                double value = row.getDouble(1);
                if (!Double.isFinite(value)) {
                    throw wrong(labelName, String.valueOf(value), "a label: leave rows without one out");
                }
                return RowReader.name(value);
            }

            private float weight(InternalRow row) {
                double value = row.isNullAt(2) ? Double.NaN : row.getDouble(2);
                if (!(value >= 0) || !Float.isFinite((float) value)) {
                    throw wrong(weightName, row.isNullAt(2) ? "null" : String.valueOf(value), "a number of at least 0");
                }
                return (float) value;
            }

            private IllegalArgumentException wrong(String column, String found, String expected) {
                return new IllegalArgumentException("column '" + column + "', partition " + partition + ", row " + next
                        + ": found " + found + ", expected " + expected);
            }
        };
    }

    private static float[] joined(List<?> rows) {
        if (rows.isEmpty()) {
            return new float[0];
        }
        int width = rows.get(0) instanceof float[] first ? first.length : 1;
        float[] all = new float[Math.multiplyExact(rows.size(), width)];
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i) instanceof float[] row) {
                System.arraycopy(row, 0, all, i * width, width);
            } else {
                all[i] = (Float) rows.get(i);
            }
        }
        return all;
    }

    /** The name of a class whose label is such a value: 3 and 3.0 are one. */
    static String name(Object label) {
        return label instanceof Double || label instanceof Float || label instanceof java.math.BigDecimal
                ? name(((Number) label).doubleValue())
                : String.valueOf(label);
    }

    private static String name(double label) {
        return label == Math.rint(label) && Math.abs(label) < 1e15
                ? String.format(Locale.ROOT, "%d", (long) label)
                : Double.toString(label);
    }

    /** Names of labels as indices of classes. */
    static int[] indices(String[] names, List<String> classes) {
        java.util.Map<String, Integer> index = new java.util.HashMap<>();
        classes.forEach(name -> index.put(name, index.size()));
        return Arrays.stream(names).mapToInt(index::get).toArray();
    }
}
