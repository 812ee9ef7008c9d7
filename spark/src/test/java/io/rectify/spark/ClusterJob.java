package io.rectify.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** The same fits twice in a process of its own, which says on standard output when a pass has ended and what came out. */
final class ClusterJob {
    static final String PASS = "PASS";
    static final String RESULT = "RESULT ";
    private static final int ROWS = 6000;
    private static final int D = 32;
    private static final int K = 5;

    private ClusterJob() {}

    public static void main(String[] arguments) throws java.io.IOException {
        try (SparkSession session = SparkSession.builder().getOrCreate()) {
            session.sparkContext().addSparkListener(new SparkListener() {
                @Override
                public void onJobEnd(SparkListenerJobEnd end) {
                    System.out.println(PASS);
                }
            });
            for (int i = 0; i < 2; i++) {
                System.out.println(RESULT + fingerprint(session));
            }
        }
    }

    /** Weights of a teacher and its student, and of a closed form, as bits. */
    private static String fingerprint(SparkSession session) {
        var context = org.apache.spark.api.java.JavaSparkContext.fromSparkContext(session.sparkContext());
        var frame = session.createDataFrame(context.parallelize(rows(), 6), LocalSpark.FLOATS);
        RectifyClassifier classifier = new RectifyClassifier().setTolerance(1e-4);
        float[] student = classifier.setMethod("top2").fit(frame).parts().weights;
        float[] closed = classifier.setMethod("spectral").fit(frame).parts().weights;
        return Arrays.hashCode(student) + " " + Arrays.hashCode(closed) + " " + student[0] + " " + closed[0];
    }

    private static List<Row> rows() {
        SplittableRandom random = new SplittableRandom(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            int label = random.nextInt(K);
            float[] row = new float[D];
            for (int j = 0; j < D; j++) {
                row[j] = (float) (random.nextGaussian() + (j % K == label ? 1 : 0));
            }
            rows.add(RowFactory.create(i, row, "class " + label));
        }
        return rows;
    }
}
