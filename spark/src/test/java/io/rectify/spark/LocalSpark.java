package io.rectify.spark;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rectify.data.Labels;
import io.rectify.formats.LabelFile;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A session of two threads that all tests of this JVM share, and data frames for it. */
final class LocalSpark {
    static final SparkSession SESSION = SparkSession.builder()
            .master("local[2]")
            .appName("rectify tests")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 4)
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();

    static final StructType FLOATS = schema(DataTypes.StringType);

    private LocalSpark() {}

    /** Columns id, features as array of floats, and a label of some type. */
    static StructType schema(org.apache.spark.sql.types.DataType label) {
        return new StructType()
                .add("id", DataTypes.IntegerType)
                .add("features", DataTypes.createArrayType(DataTypes.FloatType, true))
                .add("label", label);
    }

    /** Rows in so many partitions, in order. */
    static Dataset<Row> frame(List<Row> rows, StructType schema, int partitions) {
        var context = org.apache.spark.api.java.JavaSparkContext.fromSparkContext(SESSION.sparkContext());
        return SESSION.createDataFrame(context.parallelize(rows, partitions), schema);
    }

    /** Features with labels as texts. */
    record Data(float[][] features, Labels labels) {
        Dataset<Row> frame(int partitions) {
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < features.length; i++) {
                rows.add(RowFactory.create(i, features[i], labels.name(i)));
            }
            return LocalSpark.frame(rows, FLOATS, partitions);
        }

        Matrix matrix() {
            return Matrix.of(features);
        }

        io.rectify.data.Dataset dataset() {
            return io.rectify.data.Dataset.of(matrix(), labels);
        }

        /** The same with a share of labels moved to any other class. */
        Data noisy(double rate, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            int k = labels.classCount();
            return new Data(
                    features,
                    labels.map(i -> random.nextDouble() < rate
                            ? (labels.get(i) + 1 + random.nextInt(k - 1)) % k
                            : labels.get(i)));
        }

        /** The rows of the first classes. */
        Data ofClasses(int classes) {
            int[] kept = java.util.stream.IntStream.range(0, labels.size())
                    .filter(i -> labels.get(i) < classes)
                    .toArray();
            float[][] some = Arrays.stream(kept).mapToObj(i -> features[i]).toArray(float[][]::new);
            return new Data(some, labels.select(kept).withNames(labels.names().subList(0, classes)));
        }

        Data first(int rows) {
            int[] kept = java.util.stream.IntStream.range(0, rows).toArray();
            return new Data(Arrays.copyOf(features, rows), labels.select(kept));
        }
    }

    static Float[] boxed(float[] values) {
        Float[] boxed = new Float[values.length];
        Arrays.setAll(boxed, j -> values[j]);
        return boxed;
    }

    /** The 1,797 digits that the command brings. */
    static Data digits() {
        Path file = Path.of("../cli/src/main/resources/io/rectify/cli/digits.csv.gz");
        List<float[]> features = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",");
                if (Character.isDigit(cells[0].charAt(0))) {
                    float[] row = new float[cells.length - 1];
                    for (int j = 0; j < row.length; j++) {
                        row[j] = Float.parseFloat(cells[j]);
                    }
                    features.add(row);
                    labels.add(cells[row.length].replace(".0", ""));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new Data(features.toArray(float[][]::new), Labels.of(labels));
    }

    /** MiniLM features of banking77 or clinc150, where the folder shared/data is. */
    static Data texts(String name) {
        Optional<Path> folder = folder();
        assumeTrue(folder.isPresent(), "SKIPPED: no folder shared/data beside the project (set RECTIFY_DATA)");
        Path place = folder.get().resolve(name);
        try (Matrix features = Npy.readMatrix(place.resolve("train_minilm.npy"))) {
            float[][] rows = new float[features.rows()][];
            Arrays.setAll(rows, features::row);
            return new Data(rows, LabelFile.readTraining(place.resolve("train.csv"), "label"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Optional<Path> folder() {
        String named = System.getenv("RECTIFY_DATA");
        if (named != null) {
            return Optional.of(Path.of(named)).filter(Files::isDirectory);
        }
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path candidate = above.resolve("shared").resolve("data");
            if (Files.isDirectory(candidate.resolve("banking77"))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
