package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Float16Test {
    /** All 65,536 values against the definition: sign · 2^(e−15) · (1 + f/1024), subnormal sign · 2^−14 · f/1024. */
    @Test
    void everyValueIsTheOneTheStandardDefines() {
        for (int bits = 0; bits <= 0xFFFF; bits++) {
            double sign = bits >= 0x8000 ? -1 : 1;
            int exponent = bits / 1024 % 32;
            double fraction = bits % 1024 / 1024.0;
            double expected;
            if (exponent == 31) {
                expected = fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
            } else if (exponent == 0) {
                expected = sign * fraction * Math.pow(2, -14);
            } else {
                expected = sign * (1 + fraction) * Math.pow(2, exponent - 15);
            }
            float actual = Float16.toFloat((short) bits);
            assertThat(Double.doubleToLongBits(actual))
                    .as("bits %04x", bits)
                    .isEqualTo(Double.doubleToLongBits(expected));
        }
    }
}
