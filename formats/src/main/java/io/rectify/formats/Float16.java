package io.rectify.formats;

/** IEEE 754 binary16, for which Java 17 has no type. */
final class Float16 {
    private static final int EXPONENT_MASK = 0x1F;
    private static final int FRACTION_BITS = 10;
    private static final int FRACTION_MASK = 0x3FF;
    private static final int BIAS_DIFFERENCE = 127 - 15;
    private static final int FLOAT_FRACTION_BITS = 23;
    private static final float SMALLEST_SUBNORMAL = 0x1p-24f;

    private Float16() {}

    /** The same value as a float, which has every binary16 value; a NaN keeps its sign and payload. */
    static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> FRACTION_BITS) & EXPONENT_MASK;
        int fraction = bits & FRACTION_MASK;
        if (exponent == 0) {
            float magnitude = fraction * SMALLEST_SUBNORMAL;
            return sign == 0 ? magnitude : -magnitude;
        }
        int floatExponent = exponent == EXPONENT_MASK ? 0xFF : exponent + BIAS_DIFFERENCE;
        return Float.intBitsToFloat(
                sign | floatExponent << FLOAT_FRACTION_BITS | fraction << (FLOAT_FRACTION_BITS - FRACTION_BITS));
    }
}
