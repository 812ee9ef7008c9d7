package io.rectify.linalg;

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

    /** Adding and subtracting 1.5·2²³ rounds to an integer, which also stands in the low bits of the sum. */
    private static final float ROUND = 12582912f;

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
