package io.rectify.spark;

import io.rectify.linalg.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A model in a folder: metadata as Spark has them, {@code model}, one row of Parquet with what it is, and {@code weights}, one row for each
 * feature.
 */
final class ModelFiles {
    private static final StructType MODEL = new StructType()
            .add("recipe", DataTypes.StringType)
            .add("numbers", DataTypes.BooleanType)
            .add("scheme", DataTypes.StringType)
            .add("classes", DataTypes.createArrayType(DataTypes.StringType, false))
            .add("bias", DataTypes.createArrayType(DataTypes.FloatType, false));
    private static final StructType WEIGHTS = new StructType()
            .add("feature", DataTypes.IntegerType)
            .add("shift", DataTypes.FloatType)
            .add("scale", DataTypes.FloatType)
            .add("weights", DataTypes.createArrayType(DataTypes.FloatType, false));

    private ModelFiles() {}

    static final class Writer extends MLWriter {
        private final RectifyClassificationModel model;

        Writer(RectifyClassificationModel model) {
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter$.MODULE$.saveMetadata(model, path, sparkSession());
            ModelParts parts = model.parts();
            Row row =
                    RowFactory.create(model.recipe(), model.numbers(), parts.scheme, parts.classes, boxed(parts.bias));
            write(List.of(row), MODEL, path + "/model");
            List<Row> rows = new ArrayList<>();
            try (Matrix weights = Block.matrix(parts.weights, parts.features())) {
                for (int j = 0; j < parts.features(); j++) {
                    rows.add(RowFactory.create(j, parts.shift[j], parts.scale[j], boxed(weights.row(j))));
                }
            }
            write(rows, WEIGHTS, path + "/weights");
        }

        private void write(List<Row> rows, StructType schema, String path) {
            sparkSession().createDataFrame(rows, schema).coalesce(1).write().parquet(path);
        }

        private static Float[] boxed(float[] values) {
            Float[] boxed = new Float[values.length];
            Arrays.setAll(boxed, j -> values[j]);
            return boxed;
        }
    }

    static final class Reader extends MLReader<RectifyClassificationModel> {
        @Override
        public RectifyClassificationModel load(String path) {
            DefaultParamsReader.Metadata metadata = DefaultParamsReader$.MODULE$.loadMetadata(
                    path, sparkSession(), RectifyClassificationModel.class.getName());
            Row row = sparkSession().read().parquet(path + "/model").head();
            List<Row> rows = sparkSession()
                    .read()
                    .parquet(path + "/weights")
                    .orderBy("feature")
                    .collectAsList();
            String[] classes = row.<String>getList(3).toArray(String[]::new);
            int k = classes.length;
            float[] shift = new float[rows.size()];
            float[] scale = new float[rows.size()];
            float[] weights = new float[Math.multiplyExact(rows.size(), k)];
            for (int j = 0; j < shift.length; j++) {
                shift[j] = rows.get(j).getFloat(1);
                scale[j] = rows.get(j).getFloat(2);
                System.arraycopy(plain(rows.get(j).getList(3)), 0, weights, j * k, k);
            }
            RectifyClassificationModel model = new RectifyClassificationModel(
                    metadata.uid(),
                    new ModelParts(row.getString(2), shift, scale, weights, plain(row.getList(4)), classes),
                    row.getString(0),
                    row.getBoolean(1),
                    List.of());
            metadata.getAndSetParams(model, metadata.getAndSetParams$default$2());
            return model;
        }

        private static float[] plain(List<Float> values) {
            float[] plain = new float[values.size()];
            for (int j = 0; j < plain.length; j++) {
                plain[j] = values.get(j);
            }
            return plain;
        }
    }
}
