package io.rectify.bench;

import io.rectify.linalg.LogSumExp;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds per element of the row-wise softmax: a loop over Math.exp, and ours with and without the Vector API (a fork
 * with and one without the module).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SoftmaxBenchmark {
    private static final int ELEMENTS = 9_000;

    /** Classes, K. */
    @Param({"10", "75", "150", "1000"})
    public int classes;

    private float[] logits = {};
    private float[] work = {};
    private double[] logSumExp = {};

    @Setup
    public void fill() {
        Random random = new Random(1);
        logits = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            logits[i] = (float) (5 * random.nextGaussian());
        }
        work = new float[ELEMENTS];
        logSumExp = new double[ELEMENTS / classes];
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    @Fork(1)
    public float[] mathExp() {
        System.arraycopy(logits, 0, work, 0, ELEMENTS);
        for (int i = 0; i < ELEMENTS / classes; i++) {
            int from = i * classes;
            float largest = work[from];
            for (int j = from + 1; j < from + classes; j++) {
                largest = Math.max(largest, work[j]);
            }
            double sum = 0;
            for (int j = from; j < from + classes; j++) {
                work[j] = (float) Math.exp(work[j] - largest);
                sum += work[j];
            }
            logSumExp[i] = largest + Math.log(sum);
            float scale = (float) (1 / sum);
            for (int j = from; j < from + classes; j++) {
                work[j] *= scale;
            }
        }
        return work;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    @Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
    public float[] vectorApi() {
        return ours();
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    @Fork(
            value = 1,
            jvmArgs = {})
    public float[] plainJava() {
        return ours();
    }

    private float[] ours() {
        System.arraycopy(logits, 0, work, 0, ELEMENTS);
        LogSumExp.softmaxRowsInPlace(work, ELEMENTS / classes, classes, logSumExp);
        return work;
    }
}
