package io.rectify.spark;

import io.rectify.audit.NoiseEvidence;
import io.rectify.audit.ReviewSample;
import io.rectify.audit.RowJudge;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What {@link LabelAuditor} has found: {@link #transform} tells of each label of the rows it was fitted to. */
public final class LabelAuditModel extends Model<LabelAuditModel> implements HasAuditorParams, MLWritable {
    private static final long serialVersionUID = 1;

    /** Of where strata of a review sample end, relative to all rows. */
    private static final double STRATA_ERROR = 1e-3;

    private final String uid;
    private final AuditorParams own;
    private final Judges judges;
    private final JudgeParts parts;
    private final transient NoiseEvidence noise;
    private final String origin;
    private final int sampled;
    private final boolean complete;

    /** Of no row: by it the server of Spark Connect finds the class, and then calls {@link #load}. */
    public LabelAuditModel() {
        this(
                Identifiable.randomUID("audit"),
                new Judges(new ModelParts[] {ModelParts.NONE}, 1, 1),
                JudgeParts.NONE,
                new NoiseEvidence(NoiseEvidence.Verdict.UNKNOWN, List.of(), List.of(), 0, 0, 0, 1),
                "nothing",
                0,
                false);
    }

    /** @param complete whether all rows were sampled */
    LabelAuditModel(
            String uid,
            Judges judges,
            JudgeParts parts,
            NoiseEvidence noise,
            String origin,
            int sampled,
            boolean complete) {
        this.uid = uid;
        this.own = new AuditorParams(this);
        this.judges = judges;
        this.parts = parts;
        this.noise = noise;
        this.origin = origin;
        this.sampled = sampled;
        this.complete = complete;
        own.defaults().forEach((param, value) -> setDefault(RectifyClassifier.cast(param), value));
    }

    /** Reads one that was saved. */
    public static MLReader<LabelAuditModel> read() {
        return new AuditFiles.Reader();
    }

    /** Loads one that was saved. */
    public static LabelAuditModel load(String path) {
        return read().load(path);
    }

    @Override
    public MLWriter write() {
        return new AuditFiles.Writer(this);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public AuditorParams own() {
        return own;
    }

    Judges judges() {
        return judges;
    }

    JudgeParts parts() {
        return parts;
    }

    /** What may be stated of how many labels are wrong, on the evidence of {@link #sampledRows} rows. */
    public NoiseEvidence noise() {
        return noise;
    }

    /** Where the outputs come from that judged. */
    public String origin() {
        return origin;
    }

    /** Rows that the noise was estimated from. */
    public int sampledRows() {
        return sampled;
    }

    /** Whether the noise was estimated from all rows. */
    public boolean complete() {
        return complete;
    }

    @Override
    public LabelAuditModel copy(ParamMap extra) {
        LabelAuditModel copy = new LabelAuditModel(uid, judges, parts, noise, origin, sampled, complete);
        return copyValues(copy, extra).setParent(parent());
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return outputs(this, schema);
    }

    static StructType outputs(HasAuditorParams params, StructType schema) {
        RowReader.type(schema, params.getOrDefault(params.featuresCol()), "features");
        RowReader.type(schema, params.getOrDefault(params.labelCol()), "label");
        StructType result = schema;
        result = with(result, params.getOrDefault(params.suspicionCol()), DataTypes.DoubleType);
        result = with(result, params.getOrDefault(params.wrongCol()), DataTypes.DoubleType);
        result = with(result, params.getOrDefault(params.flaggedCol()), DataTypes.BooleanType);
        result = with(result, params.getOrDefault(params.suggestedLabelCol()), DataTypes.StringType);
        return with(result, params.getOrDefault(params.confidenceCol()), DataTypes.DoubleType);
    }

    private static StructType with(StructType schema, String name, DataType type) {
        return RectifyClassificationModel.with(schema, name, type);
    }

    /**
     * Adds what is said of each label. Rows that the audit was not fitted to are judged too, by one of its models.
     *
     * @throws IllegalArgumentException if a column is missing; a task throws it where a value cannot be used or a label is none of the fit's
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        String label = getOrDefault(labelCol());
        List<String> outputs = List.of(
                getOrDefault(suspicionCol()),
                getOrDefault(wrongCol()),
                getOrDefault(flaggedCol()),
                getOrDefault(suggestedLabelCol()),
                getOrDefault(confidenceCol()));
        boolean[] wanted = new boolean[outputs.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = !outputs.get(i).isEmpty();
        }
        Broadcast<Telling> telling = JavaSparkContext.fromSparkContext(
                        dataset.sparkSession().sparkContext())
                .broadcast(new Telling(
                        judges,
                        parts,
                        getOrDefault(featuresCol()),
                        label,
                        Arrays.asList(dataset.schema().fieldNames()).indexOf(label),
                        wanted));
        return RowBatches.append(
                dataset,
                getOrDefault(featuresCol()),
                schema,
                (Integer) getOrDefault(blockRows()),
                batch -> telling.value().of(batch));
    }

    /** What is added to rows; travels to executors. */
    private static final class Telling implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        private final Judges judges;
        private final JudgeParts parts;
        private final String featuresName;
        private final String labelName;
        private final int labelAt;
        private final boolean[] wanted;

        Telling(Judges judges, JudgeParts parts, String featuresName, String labelName, int labelAt, boolean[] wanted) {
            this.judges = judges;
            this.parts = parts;
            this.featuresName = featuresName;
            this.labelName = labelName;
            this.labelAt = labelAt;
            this.wanted = wanted;
        }

        Iterator<Object[]> of(RowBatches.Batch batch) {
            float[] features = batch.features(featuresName, judges.features());
            List<String> classes = List.of(judges.classes());
            int[] labels = labels(batch, classes);
            long[] keys = judges.keys(features, batch.size());
            RowJudge.Judged judged;
            try (Probabilities adjusted = judges.outputs(features, keys);
                    Probabilities outputs = parts.shares().apply(adjusted, PartitionedLoss.threads());
                    Matrix raw = Block.matrix(features, batch.size());
                    Matrix prepared = judges.preprocessing().apply(raw, PartitionedLoss.threads());
                    RowJudge judge = parts.judge()) {
                judged = judge.judge(outputs, prepared, Labels.of(labels, classes));
            }
            Arrays.setAll(keys, i -> JudgeParts.key(keys[i], labels[i]));
            parts.restore(keys, judged);
            List<Object[]> rows = new ArrayList<>();
            for (int i = 0; i < labels.length; i++) {
                Object[] all = {
                    judged.suspicion()[i],
                    (double) judged.wrong()[i],
                    judged.flagged()[i],
                    classes.get(judged.suggested()[i]),
                    (double) judged.confidence()[i]
                };
                List<Object> some = new ArrayList<>();
                for (int j = 0; j < all.length; j++) {
                    if (wanted[j]) {
                        some.add(all[j]);
                    }
                }
                rows.add(some.toArray());
            }
            return rows.iterator();
        }

        private int[] labels(RowBatches.Batch batch, List<String> classes) {
            Map<String, Integer> index = new HashMap<>();
            classes.forEach(name -> index.put(name, index.size()));
            int[] labels = new int[batch.size()];
            for (int i = 0; i < labels.length; i++) {
                Object value = batch.row(i).get(labelAt);
                Integer known = value == null ? null : index.get(RowReader.name(value));
                if (known == null) {
                    throw batch.wrong(
                            labelName,
                            i,
                            value == null ? "null" : "'" + value + "'",
                            "one of the " + classes.size() + " classes that the audit was fitted to");
                }
                labels[i] = known;
            }
            return labels;
        }
    }

    /**
     * A stratified random sample of rows for people to check, as {@link ReviewSample} draws it: equal numbers from strata by suspicion, with the
     * probability with which each row was drawn. Strata end within a thousandth of all rows of where core's end.
     *
     * @param audited what {@link #transform} gave; read several times, so that it should be cached
     * @param count rows to draw; all if there are no more
     * @return the rows with columns stratum, from 0, the most suspicious, and inclusion
     * @throws IllegalArgumentException if count is not positive or there is no row
     */
    public Dataset<Row> reviewSample(Dataset<?> audited, int count, long seed) {
        if (count <= 0) {
            throw new IllegalArgumentException("rows to review must be at least 1 but are " + count);
        }
        String suspicion = getOrDefault(suspicionCol());
        double[] ends = ReviewSample.ends();
        double[] shares =
                Arrays.stream(ends).limit(ends.length - 1L).map(end -> 1 - end).toArray();
        double[] edges = audited.stat().approxQuantile(suspicion, shares, STRATA_ERROR);
        if (edges.length == 0) {
            throw new IllegalArgumentException("there is no row to review");
        }
        Column stratum = functions.lit(0);
        for (double edge : edges) {
            stratum = stratum.plus(
                    functions.when(functions.col(suspicion).lt(edge), 1).otherwise(0));
        }
        Dataset<Row> stratified = audited.toDF().withColumn("stratum", stratum);
        int[] sizes = new int[ReviewSample.STRATA];
        for (Row row : stratified.groupBy("stratum").count().collectAsList()) {
            sizes[row.getInt(0)] = Math.toIntExact(row.getLong(1));
        }
        int[] drawn = ReviewSample.allocate(
                sizes, (int) Math.min(count, Arrays.stream(sizes).asLongStream().sum()));
        Column inclusion = functions.lit(0.0);
        Column most = functions.lit(0);
        for (int h = 0; h < sizes.length; h++) {
            Column here = functions.col("stratum").equalTo(h);
            inclusion = functions
                    .when(here, drawn[h] / (double) Math.max(1, sizes[h]))
                    .otherwise(inclusion);
            most = functions.when(here, drawn[h]).otherwise(most);
        }
        String order = "rectify order";
        return stratified
                .withColumn("inclusion", inclusion)
                .withColumn(order, functions.rand(seed))
                .withColumn(
                        order,
                        functions
                                .row_number()
                                .over(Window.partitionBy("stratum").orderBy(functions.col(order))))
                .where(functions.col(order).leq(most))
                .drop(order);
    }

    /**
     * The rows nearest to some rows, such as flagged ones, by the cosine of features less their mean: what a label may be checked by. Features are streamed by
     * partitions; those of the rows whose neighbours are sought are held by the driver and every task, and are 2²⁵ numbers at most.
     *
     * @param rows whose neighbours are sought, with their id and features
     * @param among all rows, with id, features and label
     * @param idCol column that names each row of both; a row is no neighbour of itself, but its copies are
     * @param count how many of each, fewer where there are not so many rows
     * @return columns idCol, rank from 1, neighbour, its id, cosine, largest first and of equals the first of the partitions, and
     *     neighbourLabel, the label as given
     * @throws IllegalArgumentException if a column is missing, count is not positive, or rows are too many at once
     */
    public Dataset<Row> neighbours(Dataset<?> rows, Dataset<?> among, String idCol, int count) {
        if (count <= 0) {
            throw new IllegalArgumentException("neighbours must be at least 1 but are " + count);
        }
        return NeighbourSearch.of(judges.models()[0], this, rows, among, idCol, count);
    }

    @Override
    public String toString() {
        return "LabelAuditModel: " + uid + ", judged by " + origin + "; noise of "
                + (complete ? "all " : "a sample of ") + sampled + " rows";
    }
}
