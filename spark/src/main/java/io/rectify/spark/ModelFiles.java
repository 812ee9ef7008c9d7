package io.rectify.spark;

import io.rectify.linalg.Matrix;
import java.util.ArrayList;
import java.util.List;
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
 * A classifier in a folder: metadata as Spark has them, and in Parquet {@code model}, one row with what it is, {@code probes}, one row for each
 * probe, of which it has one, and {@code weights}, one for each probe and feature.
 */
final class ModelFiles {
    private static final StructType MODEL = StructType.fromDDL("recipe STRING, numbers BOOLEAN");
    private static final StructType PROBES =
            StructType.fromDDL("probe INT, scheme STRING, classes ARRAY<STRING>, bias ARRAY<FLOAT>");
    private static final StructType WEIGHTS =
            StructType.fromDDL("probe INT, feature INT, shift FLOAT, scale FLOAT, weights ARRAY<FLOAT>");

    private ModelFiles() {}

    static void write(SparkSession spark, List<Row> rows, StructType schema, String path) {
        spark.createDataFrame(rows, schema).coalesce(1).write().parquet(path);
    }

    static Row only(SparkSession spark, String path) {
        return spark.read().parquet(path).head();
    }

    static void writeProbes(SparkSession spark, ModelParts[] all, String path) {
        List<Row> probes = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (int p = 0; p < all.length; p++) {
            ModelParts parts = all[p];
            probes.add(RowFactory.create(p, parts.scheme, parts.classes, parts.bias));
            try (Matrix weights = Block.matrix(parts.weights, parts.features())) {
                for (int j = 0; j < parts.features(); j++) {
                    rows.add(RowFactory.create(p, j, parts.shift[j], parts.scale[j], weights.row(j)));
                }
            }
        }
        write(spark, probes, PROBES, path + "/probes");
        write(spark, rows, WEIGHTS, path + "/weights");
    }

    static ModelParts[] readProbes(SparkSession spark, String path) {
        List<Row> rows = spark.read()
                .parquet(path + "/weights")
                .orderBy("probe", "feature")
                .collectAsList();
        return spark.read().parquet(path + "/probes").orderBy("probe").collectAsList().stream()
                .map(probe -> parts(
                        probe,
                        rows.stream()
                                .filter(row -> row.getInt(0) == probe.getInt(0))
                                .toList()))
                .toArray(ModelParts[]::new);
    }

    private static ModelParts parts(Row probe, List<Row> rows) {
        String[] classes = probe.<String>getList(2).toArray(String[]::new);
        int k = classes.length;
        float[] shift = new float[rows.size()];
        float[] scale = new float[rows.size()];
        float[] weights = new float[Math.multiplyExact(rows.size(), k)];
        for (int j = 0; j < shift.length; j++) {
            shift[j] = rows.get(j).getFloat(2);
            scale[j] = rows.get(j).getFloat(3);
            System.arraycopy(floats(rows.get(j), 4), 0, weights, j * k, k);
        }
        return new ModelParts(probe.getString(1), shift, scale, weights, floats(probe, 3), classes);
    }

    static float[] floats(Row row, int at) {
        List<Float> values = row.getList(at);
        float[] plain = new float[values.size()];
        for (int j = 0; j < plain.length; j++) {
            plain[j] = values.get(j);
        }
        return plain;
    }

    static final class Writer extends MLWriter {
        private final RectifyClassificationModel model;

        Writer(RectifyClassificationModel model) {
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter$.MODULE$.saveMetadata(model, path, sparkSession());
            Row row = RowFactory.create(model.recipe(), model.numbers());
            write(sparkSession(), List.of(row), MODEL, path + "/model");
            writeProbes(sparkSession(), new ModelParts[] {model.parts()}, path);
        }
    }

    static final class Reader extends MLReader<RectifyClassificationModel> {
        @Override
        public RectifyClassificationModel load(String path) {
            DefaultParamsReader.Metadata metadata = DefaultParamsReader$.MODULE$.loadMetadata(
                    path, sparkSession(), RectifyClassificationModel.class.getName());
            Row row = only(sparkSession(), path + "/model");
            RectifyClassificationModel model = new RectifyClassificationModel(
                    metadata.uid(),
                    readProbes(sparkSession(), path)[0],
                    row.getString(0),
                    row.getBoolean(1),
                    List.of());
            metadata.getAndSetParams(model, metadata.getAndSetParams$default$2());
            return model;
        }
    }
}
