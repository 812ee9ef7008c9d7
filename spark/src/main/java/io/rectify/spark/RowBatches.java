package io.rectify.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Columns added to a data frame by computations on some rows at a time; partitions are streamed. */
final class RowBatches {
    private static final String FEATURES = "rectify features as float32";

    private RowBatches() {}

    /** Values to add to each row of a batch. */
    @FunctionalInterface
    interface Added extends Serializable {
        Iterator<Object[]> to(Batch batch);
    }

    /** Some rows of a partition. */
    static final class Batch {
        private final List<Row> rows;
        private final long first;

        private Batch(List<Row> rows, long first) {
            this.rows = rows;
            this.first = first;
        }

        int size() {
            return rows.size();
        }

        Row row(int i) {
            return rows.get(i);
        }

        /**
         * n·D values.
         *
         * @throws IllegalArgumentException naming the row that has others
         */
        float[] features(String column, int expected) {
            float[] values = new float[Math.multiplyExact(size(), expected)];
            for (int i = 0; i < size(); i++) {
                Row row = row(i);
                int at = row.length() - 1;
                if (row.isNullAt(at)) {
                    throw wrong(column, i, "null", "an array of " + expected + " numbers");
                }
                List<?> numbers = row.getList(at);
                if (numbers.size() != expected) {
                    throw wrong(column, i, numbers.size() + " values", expected + " as the model was fitted to");
                }
                int j = i * expected;
                for (Object number : numbers) {
                    if (!(number instanceof Float value) || !Float.isFinite(value)) {
                        throw wrong(column, i, number + " at element " + (j - i * expected), "a finite number");
                    }
                    values[j++] = value;
                }
            }
            return values;
        }

        IllegalArgumentException wrong(String column, int i, String found, String expected) {
            return new IllegalArgumentException("column '" + column + "', partition "
                    + TaskContext.getPartitionId() + ", row " + (first + i) + ": found " + found + ", expected "
                    + expected);
        }
    }

    /** The rows with their features as an array of float32 in the last place, where {@link Batch#features} looks for them. */
    static Dataset<Row> withFeatures(Dataset<?> dataset, String features) {
        return dataset.withColumn(FEATURES, RowReader.features(dataset, features));
    }

    /** So many rows at a time, the last fewer. */
    static Iterator<Batch> batches(Iterator<Row> rows, int batchRows) {
        return new Iterator<>() {
            private long next;

            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Batch next() {
                List<Row> some = new ArrayList<>();
                while (rows.hasNext() && some.size() < batchRows) {
                    some.add(rows.next());
                }
                Batch batch = new Batch(some, next);
                next += some.size();
                return batch;
            }
        };
    }

    /** @param schema of the rows with what is added to them */
    static Dataset<Row> append(Dataset<?> dataset, String features, StructType schema, int batchRows, Added added) {
        return withFeatures(dataset, features)
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> new Appended(batches(rows, batchRows), added),
                        Encoders.row(schema));
    }

    private static final class Appended implements Iterator<Row> {
        private final Iterator<Batch> batches;
        private final Added added;
        private Batch batch = new Batch(List.of(), 0);
        private Iterator<Object[]> values = List.<Object[]>of().iterator();
        private int next;

        Appended(Iterator<Batch> batches, Added added) {
            this.batches = batches;
            this.added = added;
        }

        @Override
        public boolean hasNext() {
            return next < batch.size() || batches.hasNext();
        }

        @Override
        public Row next() {
            if (next == batch.size()) {
                batch = batches.next();
                values = added.to(batch);
                next = 0;
            }
            Row row = batch.row(next++);
            Object[] more = values.next();
            int kept = row.length() - 1;
            Object[] all = new Object[kept + more.length];
            for (int j = 0; j < kept; j++) {
                all[j] = row.get(j);
            }
            System.arraycopy(more, 0, all, kept, more.length);
            return RowFactory.create(all);
        }
    }
}
