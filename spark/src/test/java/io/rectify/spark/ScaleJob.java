package io.rectify.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.SplittableRandom;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/** Fits to rows that every partition generates whenever it is read, and says of every pass what it took. */
final class ScaleJob {
    static final int FEATURES = 128;
    private static final int CLASSES = 10;

    private ScaleJob() {}

    /** A row as Spark's encoders see it: its features are written as primitive values. */
    public static final class Generated implements Serializable {
        private static final long serialVersionUID = 1;
        private float[] features = new float[0];
        private int label;

        public float[] getFeatures() {
            return features;
        }

        public void setFeatures(float[] values) {
            features = values;
        }

        public int getLabel() {
            return label;
        }

        public void setLabel(int value) {
            label = value;
        }
    }

    /** Arguments: method, rows, partitions. */
    public static void main(String[] arguments) throws java.io.IOException {
        long rows = Long.parseLong(arguments[1]);
        int partitions = Integer.parseInt(arguments[2]);
        try (SparkSession session = SparkSession.builder().getOrCreate()) {
            session.sparkContext().addSparkListener(new Passes());
            Dataset<Generated> frame = session.range(0, rows, 1, partitions)
                    .mapPartitions(
                            (MapPartitionsFunction<Long, Generated>) ScaleJob::generated,
                            Encoders.bean(Generated.class));
            long begin = System.nanoTime();
            RectifyClassificationModel model =
                    new RectifyClassifier().setMethod(arguments[0]).fit(frame);
            System.out.printf(
                    "%s of %d rows x %d, %d partitions: %.1f s; weights %s%n",
                    arguments[0],
                    rows,
                    FEATURES,
                    partitions,
                    (System.nanoTime() - begin) / 1e9,
                    Arrays.hashCode(model.parts().weights));
        }
    }

    /** Values of 16 random bits, a tenth of the labels wrong; the same whenever a partition is read. */
    private static Iterator<Generated> generated(Iterator<Long> rows) {
        SplittableRandom random = new SplittableRandom(TaskContext.getPartitionId());
        Generated row = new Generated();
        Iterable<Long> all = () -> rows;
        return java.util.stream.StreamSupport.stream(all.spliterator(), false)
                .map(id -> {
                    int label = random.nextInt(CLASSES);
                    float[] features = new float[FEATURES];
                    for (int j = 0; j < FEATURES; j += 4) {
                        long bits = random.nextLong();
                        for (int b = 0; b < 4; b++) {
                            features[j + b] =
                                    (short) (bits >>> (16 * b)) * 0x1p-15f + ((j + b) % CLASSES == label ? 0.25f : 0);
                        }
                    }
                    row.setFeatures(features);
                    row.setLabel(random.nextInt(10) == 0 ? random.nextInt(CLASSES) : label);
                    return row;
                })
                .iterator();
    }

    /** Seconds, bytes through the shuffle, and bytes to the driver, of every job. */
    private static final class Passes extends SparkListener {
        private long begin;
        private long shuffled;
        private long returned;

        @Override
        public synchronized void onJobStart(SparkListenerJobStart job) {
            begin = job.time();
        }

        @Override
        public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
            if (task.taskMetrics() != null) {
                shuffled += task.taskMetrics().shuffleWriteMetrics().bytesWritten();
                returned += task.taskMetrics().resultSize();
            }
        }

        @Override
        public synchronized void onJobEnd(SparkListenerJobEnd job) {
            System.out.printf(
                    "pass %d: %.2f s, %d bytes shuffled, %d bytes returned%n",
                    job.jobId(), (job.time() - begin) / 1e3, shuffled, returned);
            shuffled = 0;
            returned = 0;
        }
    }
}
