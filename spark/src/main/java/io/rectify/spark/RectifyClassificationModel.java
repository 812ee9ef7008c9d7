package io.rectify.spark;

import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.Model;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A classifier that {@link RectifyClassifier} has fitted; executors predict their partitions in blocks. */
public final class RectifyClassificationModel extends org.apache.spark.ml.Model<RectifyClassificationModel>
        implements HasClassifierParams, MLWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final ClassifierParams own;
    private final ModelParts parts;
    private final String recipe;
    private final boolean numbers;
    private final transient List<SoftmaxProbe.Fit> fits;

    /** Without weights: by it the server of Spark Connect finds the class, and then calls {@link #load}. */
    public RectifyClassificationModel() {
        this(Identifiable.randomUID("rectify"), ModelParts.NONE, "none", false, List.of());
    }

    /**
     * @param numbers whether labels were numbers, which predictions are then too
     * @param fits of the steps, teacher first; none in closed form or of a model that was loaded
     */
    RectifyClassificationModel(
            String uid, ModelParts parts, String recipe, boolean numbers, List<SoftmaxProbe.Fit> fits) {
        this.uid = uid;
        this.own = new ClassifierParams(this);
        this.parts = parts;
        this.recipe = recipe;
        this.numbers = numbers;
        this.fits = List.copyOf(fits);
        own.defaults().forEach((param, value) -> setDefault(RectifyClassifier.cast(param), value));
    }

    /** Reads one that was saved. */
    public static MLReader<RectifyClassificationModel> read() {
        return new ModelFiles.Reader();
    }

    /** Loads one that was saved. */
    public static RectifyClassificationModel load(String path) {
        return read().load(path);
    }

    @Override
    public MLWriter write() {
        return new ModelFiles.Writer(this);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public ClassifierParams own() {
        return own;
    }

    ModelParts parts() {
        return parts;
    }

    boolean numbers() {
        return numbers;
    }

    /** How it was trained, such as "harden, kappa 15". */
    public String recipe() {
        return recipe;
    }

    /** Names of the classes, in the order of {@link #probabilityCol}. */
    public List<String> classes() {
        return List.of(parts.classes);
    }

    /** Number of features, D. */
    public int numFeatures() {
        return parts.features();
    }

    /** Number of classes, K. */
    public int numClasses() {
        return parts.classes.length;
    }

    /** How its steps were fitted, teacher first; none in closed form or of a model that was loaded. */
    public List<SoftmaxProbe.Fit> fits() {
        return fits == null ? List.of() : fits;
    }

    /** The same for use on this machine. */
    public Model model() {
        return parts.model();
    }

    /** Column of features. */
    public RectifyClassificationModel setFeaturesCol(String value) {
        set(featuresCol(), value);
        return this;
    }

    /** Output column of predictions; empty for none. */
    public RectifyClassificationModel setPredictionCol(String value) {
        set(predictionCol(), value);
        return this;
    }

    /** Output column of class probabilities; empty for none. */
    public RectifyClassificationModel setProbabilityCol(String value) {
        set(probabilityCol(), value);
        return this;
    }

    /** Output column of logits; empty for none. */
    public RectifyClassificationModel setRawPredictionCol(String value) {
        set(rawPredictionCol(), value);
        return this;
    }

    /** Output column of the names of predicted classes; empty for none. */
    public RectifyClassificationModel setSuggestedLabelCol(String value) {
        set(suggestedLabelCol(), value);
        return this;
    }

    @Override
    public RectifyClassificationModel copy(ParamMap extra) {
        RectifyClassificationModel copy = new RectifyClassificationModel(uid, parts, recipe, numbers, fits());
        return copyValues(copy, extra).setParent(parent());
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return outputs(this, schema);
    }

    /** The columns that there are and those that are added. */
    static StructType outputs(HasClassifierParams params, StructType schema) {
        RowReader.type(schema, params.getOrDefault(params.featuresCol()), "features");
        StructType result = schema;
        result = with(result, params.getOrDefault(params.rawPredictionCol()), SQLDataTypes.VectorType());
        result = with(result, params.getOrDefault(params.probabilityCol()), SQLDataTypes.VectorType());
        result = with(result, params.getOrDefault(params.predictionCol()), DataTypes.DoubleType);
        return with(result, params.getOrDefault(params.suggestedLabelCol()), DataTypes.StringType);
    }

    static StructType with(StructType schema, String name, DataType type) {
        if (name.isEmpty()) {
            return schema;
        }
        if (List.of(schema.fieldNames()).contains(name)) {
            throw new IllegalArgumentException("there is a column '" + name + "' already: name the output otherwise");
        }
        return schema.add(name, type, false);
    }

    /**
     * Adds the columns of predictions.
     *
     * @throws IllegalArgumentException if the column of features is missing or of another type; a task throws it where a row has another
     *     number of features, or one that is null or not finite
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        Broadcast<Outputs> outputs = spark.broadcast(new Outputs(
                parts,
                numbers,
                getOrDefault(featuresCol()),
                !getOrDefault(rawPredictionCol()).isEmpty(),
                !getOrDefault(probabilityCol()).isEmpty(),
                !getOrDefault(predictionCol()).isEmpty(),
                !getOrDefault(suggestedLabelCol()).isEmpty()));
        int rows = (Integer) getOrDefault(blockRows());
        return RowBatches.append(
                dataset,
                getOrDefault(featuresCol()),
                schema,
                rows,
                batch -> outputs.value().of(batch));
    }

    /** What is added to rows; travels to executors. */
    private static final class Outputs implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        private final ModelParts parts;
        private final boolean numbers;
        private final String featuresName;
        private final boolean raw;
        private final boolean probability;
        private final boolean prediction;
        private final boolean suggested;

        Outputs(
                ModelParts parts,
                boolean numbers,
                String featuresName,
                boolean raw,
                boolean probability,
                boolean prediction,
                boolean suggested) {
            this.parts = parts;
            this.numbers = numbers;
            this.featuresName = featuresName;
            this.raw = raw;
            this.probability = probability;
            this.prediction = prediction;
            this.suggested = suggested;
        }

        Iterator<Object[]> of(RowBatches.Batch batch) {
            float[] features = batch.features(featuresName, parts.features());
            Model model = parts.model();
            int threads = PartitionedLoss.threads();
            try (Matrix x = Block.matrix(features, batch.size());
                    RowBlocks prepared = model.preprocessing().lazily(x)) {
                Matrix logits = model.probe().logits(prepared, threads);
                List<Object[]> added = new ArrayList<>();
                double[][] raws = raw ? rows(logits) : new double[batch.size()][];
                try (Probabilities probabilities = Probabilities.ofLogits(logits, threads)) {
                    int[] best = probabilities.argmax();
                    double[][] shares = probability ? rows(probabilities.matrix()) : new double[batch.size()][];
                    for (int i = 0; i < best.length; i++) {
                        List<Object> row = new ArrayList<>();
                        if (raw) {
                            row.add(Vectors.dense(raws[i]));
                        }
                        if (probability) {
                            row.add(Vectors.dense(shares[i]));
                        }
                        String name = parts.classes[best[i]];
                        if (prediction) {
                            row.add(numbers ? Double.parseDouble(name) : (double) best[i]);
                        }
                        if (suggested) {
                            row.add(name);
                        }
                        added.add(row.toArray());
                    }
                }
                return added.iterator();
            }
        }

        private static double[][] rows(Matrix matrix) {
            double[][] rows = new double[matrix.rows()][matrix.columns()];
            float[] row = new float[matrix.columns()];
            for (int i = 0; i < rows.length; i++) {
                matrix.getRows(i, 1, row);
                for (int j = 0; j < row.length; j++) {
                    rows[i][j] = row[j];
                }
            }
            return rows;
        }
    }

    @Override
    public String toString() {
        return "RectifyClassificationModel: " + uid + ", " + recipe + ", " + numFeatures() + " features, "
                + numClasses() + " classes";
    }
}
