package io.rectify.linalg;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * eˣ = 2ᵏ·eʳ with k = round(x/ln 2) and |r| ≤ ln(2)/2, eʳ by the polynomial of Cephes' {@code expf} (Moshier 1989), in
 * the JDK's Vector API. The one class that names that API; {@link ExpKernel#best} keeps it from being loaded where the
 * module is absent.
 */
final class VectorExp implements ExpKernel {
    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    /** As many bits as {@link #LANES}: half as many lanes. */
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    /** Adding and subtracting 1.5·2²³ rounds to an integer, which also stands in the low bits of the sum. */
    private static final float ROUND = 12582912f;

    /** Columns from which a row on its own is worth the start and end of vector loops. */
    private static final int LONG_ROW = 64;

    private static final float LOWEST = -87.3f;
    private static final float LOG2_E = 1.44269504f;
    private static final float MINUS_LN2_HIGH = -0.693359375f;
    private static final float MINUS_LN2_LOW = 2.12194440e-4f;

    private VectorExp() {}

    static ExpKernel create() {
        return new VectorExp();
    }

    @Override
    public void expInPlace(float[] x, int length) {
        int whole = LANES.loopBound(length);
        for (int i = 0; i < whole; i += LANES.length()) {
            exp(FloatVector.fromArray(LANES, x, i)).intoArray(x, i);
        }
        if (whole < length) {
            VectorMask<Float> rest = LANES.indexInRange(whole, length);
            exp(FloatVector.fromArray(LANES, x, whole, rest)).intoArray(x, whole, rest);
        }
    }

    @Override
    public void softmaxRowsInPlace(float[] logits, int rows, int columns, double[] logSumExp) {
        if (columns < LONG_ROW) {
            ExpKernel.super.softmaxRowsInPlace(logits, rows, columns, logSumExp);
            return;
        }
        double[] lanes = new double[DOUBLES.length()];
        int whole = LANES.loopBound(columns);
        VectorMask<Float> rest = LANES.indexInRange(whole, columns);
        for (int i = 0; i < rows; i++) {
            int from = i * columns;
            int tail = from + whole;
            boolean ragged = whole < columns;
            float largest = largest(logits, from, tail, ragged, rest);
            double sum = expAndSum(logits, from, tail, ragged, rest, largest, lanes);
            logSumExp[i] = largest + Math.log(sum);
            scale(logits, from, tail, ragged, rest, (float) (1 / sum));
        }
    }

    private static float largest(float[] x, int from, int tail, boolean ragged, VectorMask<Float> rest) {
        FloatVector largest = constant(Float.NEGATIVE_INFINITY);
        for (int j = from; j < tail; j += LANES.length()) {
            largest = largest.max(FloatVector.fromArray(LANES, x, j));
        }
        if (ragged) {
            largest = largest.lanewise(VectorOperators.MAX, FloatVector.fromArray(LANES, x, tail, rest), rest);
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    /** x ← exp(x − largest); their sum in float64, lane by lane in a fixed order. */
    private static double expAndSum(
            float[] x, int from, int tail, boolean ragged, VectorMask<Float> rest, float largest, double[] lanes) {
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        for (int j = from; j < tail; j += LANES.length()) {
            FloatVector e = exp(FloatVector.fromArray(LANES, x, j).sub(largest));
            e.intoArray(x, j);
            low = low.add(e.convertShape(VectorOperators.F2D, DOUBLES, 0));
            high = high.add(e.convertShape(VectorOperators.F2D, DOUBLES, 1));
        }
        if (ragged) {
            FloatVector e = exp(FloatVector.fromArray(LANES, x, tail, rest).sub(largest));
            e.intoArray(x, tail, rest);
            FloatVector counted = FloatVector.zero(LANES).blend(e, rest);
            low = low.add(counted.convertShape(VectorOperators.F2D, DOUBLES, 0));
            high = high.add(counted.convertShape(VectorOperators.F2D, DOUBLES, 1));
        }
        low.add(high).intoArray(lanes, 0);
        double sum = 0;
        for (double lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    private static void scale(float[] x, int from, int tail, boolean ragged, VectorMask<Float> rest, float factor) {
        for (int j = from; j < tail; j += LANES.length()) {
            FloatVector.fromArray(LANES, x, j).mul(factor).intoArray(x, j);
        }
        if (ragged) {
            FloatVector.fromArray(LANES, x, tail, rest).mul(factor).intoArray(x, tail, rest);
        }
    }

    private static FloatVector exp(FloatVector x) {
        FloatVector v = x.max(LOWEST);
        FloatVector t = v.mul(LOG2_E).add(ROUND);
        FloatVector k = t.sub(ROUND);
        FloatVector r = k.fma(constant(MINUS_LN2_HIGH), v);
        r = k.fma(constant(MINUS_LN2_LOW), r);
        FloatVector p = constant(1.9875691500e-4f);
        p = p.fma(r, constant(1.3981999507e-3f));
        p = p.fma(r, constant(8.3334519073e-3f));
        p = p.fma(r, constant(4.1665795894e-2f));
        p = p.fma(r, constant(1.6666665459e-1f));
        p = p.fma(r, constant(5.0000001201e-1f));
        p = p.fma(r.mul(r), r.add(1f));
        FloatVector power = t.reinterpretAsInts()
                .add(127)
                .lanewise(VectorOperators.LSHL, 23)
                .reinterpretAsFloats();
        return p.mul(power);
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(LANES, value);
    }
}
