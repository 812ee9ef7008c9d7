package io.rectify.spark;

import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows nearest to some by the cosine of prepared features: these travel to all executors, which multiply them with the rows of their
 * partitions, block by block, and keep the nearest; those of the partitions are merged by Spark.
 */
final class NeighbourSearch implements Serializable {
    private static final long serialVersionUID = 1;

    /** Values of the rows whose neighbours are sought, at most: the driver and every task hold them. */
    private static final int MOST_VALUES = 1 << 25;

    /** Rows whose neighbours are sought that a block is multiplied with at a time. */
    private static final int TILE = 512;

    private static final String RANK = "rank";
    private static final String PARTITION = "rectify partition";
    private static final String PLACE = "rectify place";

    private final ModelParts how;
    private final String featuresName;
    private final float[] sought;
    private final Object[] ids;
    private final int count;

    private NeighbourSearch(ModelParts how, String featuresName, float[] sought, Object[] ids, int count) {
        this.how = how;
        this.featuresName = featuresName;
        this.sought = sought;
        this.ids = ids;
        this.count = count;
    }

    /**
     * See {@link LabelAuditModel#neighbours}.
     *
     * @param how preprocessing that ends in rows of norm 1
     */
    static Dataset<Row> of(
            ModelParts how, HasAuditorParams params, Dataset<?> rows, Dataset<?> among, String id, int count) {
        String features = params.getOrDefault(params.featuresCol());
        String label = params.getOrDefault(params.labelCol());
        StructType schema = among.schema();
        DataType idType = RowReader.type(rows.schema(), id, "id");
        NeighbourSearch search = new NeighbourSearch(how, features, new float[0], new Object[0], count)
                .of(RowBatches.withFeatures(selected(rows, id, features), features));
        StructType found = new StructType()
                .add(id, idType)
                .add("neighbour", RowReader.type(schema, id, "id"))
                .add("cosine", DataTypes.FloatType)
                .add("neighbourLabel", RowReader.type(schema, label, "label"))
                .add(PARTITION, DataTypes.IntegerType)
                .add(PLACE, DataTypes.IntegerType);
        Broadcast<NeighbourSearch> shared = JavaSparkContext.fromSparkContext(
                        among.sparkSession().sparkContext())
                .broadcast(search);
        int blockRows = (Integer) params.getOrDefault(params.blockRows());
        return RowBatches.withFeatures(selected(among, id, label, features), features)
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>)
                                all -> shared.value().nearest(RowBatches.batches(all, blockRows)),
                        Encoders.row(found))
                .withColumn(
                        RANK,
                        functions
                                .row_number()
                                .over(Window.partitionBy(RowReader.quoted(id))
                                        .orderBy(
                                                functions.desc("cosine"),
                                                functions.col(PARTITION),
                                                functions.col(PLACE))))
                .where(functions.col(RANK).leq(count))
                .select(RowReader.quoted(id), RANK, "neighbour", "cosine", "neighbourLabel");
    }

    private static Dataset<Row> selected(Dataset<?> rows, String... names) {
        return rows.select(Arrays.stream(names)
                .map(name -> rows.col(RowReader.quoted(name)))
                .toArray(Column[]::new));
    }

    private NeighbourSearch of(Dataset<Row> rows) {
        int most = MOST_VALUES / how.features();
        List<Row> some = rows.limit(most + 1).collectAsList();
        if (some.size() > most) {
            throw new IllegalArgumentException("more than " + most + " rows of " + how.features()
                    + " features are too many to find neighbours of at once: take fewer, such as the most suspicious");
        }
        List<float[]> parts = new ArrayList<>();
        RowBatches.batches(some.iterator(), Math.max(1, most)).forEachRemaining(batch -> parts.add(prepared(batch)));
        float[] all = parts.isEmpty() ? new float[0] : parts.get(0);
        return new NeighbourSearch(
                how, featuresName, all, some.stream().map(row -> row.get(0)).toArray(), count);
    }

    private float[] prepared(RowBatches.Batch batch) {
        Preprocessing preprocessing = how.preprocessing();
        try (Matrix raw = Block.matrix(batch.features(featuresName, how.features()), batch.size());
                Matrix prepared = preprocessing.apply(raw, PartitionedLoss.threads())) {
            return Block.values(prepared);
        }
    }

    /** The nearest rows of a partition to each of the rows sought. */
    private Iterator<Row> nearest(Iterator<RowBatches.Batch> batches) {
        if (ids.length == 0) {
            return List.<Row>of().iterator();
        }
        Nearest[] nearest = new Nearest[ids.length];
        Arrays.setAll(nearest, i -> new Nearest());
        Map<Object, List<Integer>> places = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            places.computeIfAbsent(ids[i], key -> new ArrayList<>()).add(i);
        }
        try (Matrix queries = Block.matrix(sought, ids.length)) {
            while (batches.hasNext()) {
                add(batches.next(), queries, places, nearest);
            }
        }
        int partition = TaskContext.getPartitionId();
        return IntStream.range(0, ids.length)
                .boxed()
                .flatMap(i -> IntStream.range(0, nearest[i].ids.length)
                        .mapToObj(c -> RowFactory.create(
                                ids[i],
                                nearest[i].ids[c],
                                Math.min(1, nearest[i].cosines[c]),
                                nearest[i].labels[c],
                                partition,
                                c)))
                .iterator();
    }

    private void add(RowBatches.Batch batch, Matrix queries, Map<Object, List<Integer>> places, Nearest[] nearest) {
        int[] self = new int[ids.length];
        Arrays.fill(self, -1);
        for (int j = 0; j < batch.size(); j++) {
            for (int i : places.getOrDefault(batch.row(j).get(0), List.of())) {
                self[i] = j;
            }
        }
        try (Matrix block = Block.matrix(prepared(batch), batch.size())) {
            for (int from = 0; from < ids.length; from += TILE) {
                int to = Math.min(ids.length, from + TILE);
                try (Matrix products = Matrix.zeros(to - from, batch.size())) {
                    Blas.multiplyTransposedB(
                            1, queries.rowBlock(from, to), block, 0, products, PartitionedLoss.threads());
                    float[] cosines = new float[batch.size()];
                    for (int i = from; i < to; i++) {
                        products.getRows(i - from, 1, cosines);
                        if (self[i] >= 0) {
                            cosines[self[i]] = Float.NEGATIVE_INFINITY;
                        }
                        nearest[i].add(cosines, batch, count);
                    }
                }
            }
        }
    }

    /** The rows of largest cosine among those seen, largest first, the first of equals first. */
    private static final class Nearest {
        private float[] cosines = new float[0];
        private Object[] ids = new Object[0];
        private Object[] labels = new Object[0];

        void add(float[] more, RowBatches.Batch batch, int count) {
            int[] best = Probabilities.largest(more, Math.min(count, more.length));
            int known = cosines.length;
            if (known == count && more[best[0]] <= cosines[known - 1]) {
                return;
            }
            float[] all = Arrays.copyOf(cosines, known + best.length);
            for (int c = 0; c < best.length; c++) {
                all[known + c] = more[best[c]];
            }
            int[] kept = Arrays.stream(Probabilities.largest(all, Math.min(count, all.length)))
                    .filter(c -> all[c] > Float.NEGATIVE_INFINITY)
                    .toArray();
            cosines = new float[kept.length];
            Object[] keptIds = new Object[kept.length];
            Object[] keptLabels = new Object[kept.length];
            for (int c = 0; c < kept.length; c++) {
                int from = kept[c];
                cosines[c] = all[from];
                keptIds[c] =
                        from < known ? ids[from] : batch.row(best[from - known]).get(0);
                keptLabels[c] = from < known
                        ? labels[from]
                        : batch.row(best[from - known]).get(1);
            }
            ids = keptIds;
            labels = keptLabels;
        }
    }
}
