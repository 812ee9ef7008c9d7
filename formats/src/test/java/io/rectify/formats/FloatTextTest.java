package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside Float.parseFloat, which rounds exactly. */
class FloatTextTest {
    private static float parsed(String text) {
        char[] around = ("7" + text + "7").toCharArray();
        return FloatText.parse(around, 1, text.length());
    }

    private static void same(String text) {
        assertThat(Float.floatToRawIntBits(parsed(text)))
                .as(text)
                .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(text)));
        assertThat(Float.floatToRawIntBits(FloatText.parse(text)))
                .as(text)
                .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.0",
                "-0.000",
                "1",
                "+1",
                "1.",
                ".5",
                "-.5",
                "1e5",
                "1E-5",
                "1e+05",
                "000000000000000000001.5",
                "123456789012345678",
                "1234567890123456789",
                "12345678901234567890",
                "9007199254740993",
                "9007199254740992",
                "16777217",
                "16777216.999999999",
                "16777217.000000001",
                "33554434.000000001",
                "1e22",
                "1e23",
                "1e-22",
                "1e-23",
                "1e38",
                "3.4028235e38",
                "3.4028236e38",
                "3.5e38",
                "1e39",
                "1e999",
                "1e-37",
                "1.1754944e-38",
                "1.1754943e-38",
                "1e-45",
                "7e-46",
                "1e-999",
                "0e999",
                "1e1000",
                "0.1",
                "0.30000001192092896"
            })
    void edges(String text) {
        same(text);
    }

    @Test
    void floatsAndDoublesAsJavaAndPythonWriteThem() {
        Random random = new Random(1);
        for (int i = 0; i < 300_000; i++) {
            float any = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(any)) {
                same(Float.toString(any));
            }
            double normal = random.nextGaussian();
            same(Double.toString(normal));
            same(String.format(java.util.Locale.ROOT, "%.6f", normal * 100));
            same(Long.toString(random.nextLong() >> random.nextInt(64)));
        }
    }

    /** Exactly between two floats, and as little as 18 digits can tell above and below: where a second rounding would go wrong. */
    @Test
    void halfWaysAndTheirNeighbours() {
        Random random = new Random(2);
        for (int i = 0; i < 200_000; i++) {
            float low = (1 << 23 | random.nextInt(1 << 23)) * (float) Math.pow(2, -random.nextInt(40));
            BigDecimal middle =
                    new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(BigDecimal.valueOf(2));
            BigDecimal shortened = middle.round(new java.math.MathContext(17));
            for (BigDecimal value :
                    List.of(middle, shortened, shortened.add(shortened.ulp()), shortened.subtract(shortened.ulp()))) {
                same(value.toPlainString());
                same(value.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1e5.0", "1..2", "1.2.3", "--1", "1f", "1d", "0x1p3",
                "1_000", "nan", "inf", "1,5", "1 2", "\u0661"
            })
    void whatIsNoPlainDecimalNumber(String text) {
        assertThat(parsed(text)).isNaN();
        assertThat(FloatText.parse(text)).isNaN();
    }
}
