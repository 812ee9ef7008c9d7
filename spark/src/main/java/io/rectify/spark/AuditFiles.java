package io.rectify.spark;

import io.rectify.audit.NoiseEvidence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * An audit in a folder: metadata as Spark has them, and in Parquet {@code model}, one row with the noise and what is stated of it, {@code probes} and
 * {@code weights} as {@link ModelFiles} has them, one probe for each fold, and {@code sample}, a row for each that was drawn, its features as
 * float32, little end first.
 */
final class AuditFiles {
    private static final StructType MODEL = StructType.fromDDL("""
            origin STRING, sampled INT, complete BOOLEAN, seed BIGINT,
            calibration DOUBLE, flaggedFrom DOUBLE, noiseBeta DOUBLE, sharesBeta DOUBLE, logShares ARRAY<FLOAT>,
            transitions ARRAY<FLOAT>, noise ARRAY<ARRAY<DOUBLE>>,
            verdict STRING, flagged INT,
            falseDiscoveryRate DOUBLE, falseDiscoveryLow DOUBLE, falseDiscoveryHigh DOUBLE,
            views ARRAY<STRUCT<assumption: STRING, rate: DOUBLE, low: DOUBLE, high: DOUBLE>>,
            curve ARRAY<STRUCT<level: DOUBLE, rate: DOUBLE, low: DOUBLE, high: DOUBLE>>""");
    private static final StructType SAMPLE = StructType.fromDDL("""
            row INT, key BIGINT, label INT, suspicion DOUBLE, wrong FLOAT, flagged BOOLEAN, suggested INT, confidence FLOAT,
            features BINARY""");

    /** What a task that writes a part of the sample is sent, about. */
    private static final int TASK_BYTES = 1 << 24;

    private AuditFiles() {}

    static final class Writer extends MLWriter {
        private final LabelAuditModel model;

        Writer(LabelAuditModel model) {
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            SparkSession spark = sparkSession();
            DefaultParamsWriter$.MODULE$.saveMetadata(model, path, spark);
            ModelFiles.write(spark, List.of(row(model)), MODEL, path + "/model");
            ModelFiles.writeProbes(spark, model.judges().models(), path);
            JudgeParts.Drawn drawn = model.parts().drawn;
            List<Row> rows = rows(drawn);
            int tasks = 1 + drawn.neighbours.length / (TASK_BYTES / Float.BYTES);
            spark.createDataFrame(
                            JavaSparkContext.fromSparkContext(spark.sparkContext())
                                    .parallelize(rows, tasks),
                            SAMPLE)
                    .write()
                    .parquet(path + "/sample");
        }

        private static Row row(LabelAuditModel model) {
            JudgeParts parts = model.parts();
            NoiseEvidence noise = model.noise();
            Row[] views = noise.views().stream()
                    .map(v -> RowFactory.create(v.assumption().name(), v.rate(), v.low(), v.high()))
                    .toArray(Row[]::new);
            Row[] curve = noise.curve().stream()
                    .map(p -> RowFactory.create(p.level(), p.rate(), p.low(), p.high()))
                    .toArray(Row[]::new);
            return RowFactory.create(
                    model.origin(),
                    model.sampledRows(),
                    model.complete(),
                    model.judges().seed(),
                    parts.calibration,
                    parts.flaggedFrom,
                    parts.noiseBeta,
                    parts.sharesBeta,
                    parts.logShares,
                    parts.transitions,
                    parts.noise,
                    noise.verdict().name(),
                    noise.flagged(),
                    noise.falseDiscoveryRate(),
                    noise.falseDiscoveryLow(),
                    noise.falseDiscoveryHigh(),
                    views,
                    curve);
        }

        private static List<Row> rows(JudgeParts.Drawn drawn) {
            int d = drawn.neighbours.length / drawn.keys.length;
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < drawn.keys.length; i++) {
                ByteBuffer bytes = ByteBuffer.allocate(d * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(drawn.neighbours, i * d, d);
                rows.add(RowFactory.create(
                        i,
                        drawn.keys[i],
                        drawn.labels[i],
                        drawn.suspicion[i],
                        drawn.wrong[i],
                        drawn.flagged[i],
                        drawn.suggested[i],
                        drawn.confidence[i],
                        bytes.array()));
            }
            return rows;
        }
    }

    static final class Reader extends MLReader<LabelAuditModel> {
        @Override
        public LabelAuditModel load(String path) {
            SparkSession spark = sparkSession();
            DefaultParamsReader.Metadata metadata =
                    DefaultParamsReader$.MODULE$.loadMetadata(path, spark, LabelAuditModel.class.getName());
            Row row = ModelFiles.only(spark, path + "/model");
            ModelParts[] models = ModelFiles.readProbes(spark, path);
            int sampled = row.getAs("sampled");
            JudgeParts parts = new JudgeParts(
                    row.<Double>getAs("calibration"),
                    ModelFiles.floats(row, row.fieldIndex("transitions")),
                    row.<Double>getAs("flaggedFrom"),
                    noise(row),
                    row.<Double>getAs("noiseBeta"),
                    row.<Double>getAs("sharesBeta"),
                    ModelFiles.floats(row, row.fieldIndex("logShares")),
                    drawn(spark, path + "/sample", sampled, models[0].features()));
            LabelAuditModel model = new LabelAuditModel(
                    metadata.uid(),
                    new Judges(models, models.length, row.<Long>getAs("seed")),
                    parts,
                    evidence(row),
                    row.getAs("origin"),
                    sampled,
                    row.getAs("complete"));
            metadata.getAndSetParams(model, metadata.getAndSetParams$default$2());
            return model;
        }

        private static double[][] noise(Row row) {
            return row.<scala.collection.Seq<Double>>getList(row.fieldIndex("noise")).stream()
                    .map(scala.jdk.javaapi.CollectionConverters::asJava)
                    .map(some -> some.stream().mapToDouble(Double::doubleValue).toArray())
                    .toArray(double[][]::new);
        }

        private static NoiseEvidence evidence(Row row) {
            return new NoiseEvidence(
                    NoiseEvidence.Verdict.valueOf(row.getAs("verdict")),
                    row.<Row>getList(row.fieldIndex("views")).stream()
                            .map(view -> new NoiseEvidence.View(
                                    NoiseEvidence.Assumption.valueOf(view.getString(0)),
                                    view.getDouble(1),
                                    view.getDouble(2),
                                    view.getDouble(3)))
                            .toList(),
                    row.<Row>getList(row.fieldIndex("curve")).stream()
                            .map(point -> new NoiseEvidence.Point(
                                    point.getDouble(0), point.getDouble(1), point.getDouble(2), point.getDouble(3)))
                            .toList(),
                    row.getAs("flagged"),
                    row.<Double>getAs("falseDiscoveryRate"),
                    row.<Double>getAs("falseDiscoveryLow"),
                    row.<Double>getAs("falseDiscoveryHigh"));
        }

        private static JudgeParts.Drawn drawn(SparkSession spark, String path, int rows, int features) {
            JudgeParts.Drawn drawn = new JudgeParts.Drawn(
                    new long[rows],
                    new int[rows],
                    new float[rows * features],
                    new double[rows],
                    new float[rows],
                    new boolean[rows],
                    new int[rows],
                    new float[rows]);
            Iterator<Row> all = spark.read().parquet(path).toLocalIterator();
            while (all.hasNext()) {
                Row row = all.next();
                int i = row.getInt(0);
                drawn.keys[i] = row.getLong(1);
                drawn.labels[i] = row.getInt(2);
                drawn.suspicion[i] = row.getDouble(3);
                drawn.wrong[i] = row.getFloat(4);
                drawn.flagged[i] = row.getBoolean(5);
                drawn.suggested[i] = row.getInt(6);
                drawn.confidence[i] = row.getFloat(7);
                ByteBuffer.wrap(row.<byte[]>getAs(8))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(drawn.neighbours, i * features, features);
            }
            return drawn;
        }
    }
}
