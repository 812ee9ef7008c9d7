package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NpyTypeTest {
    @Test
    void unsignedLongsRoundToTheNearestFloat() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            int zeros = random.nextInt(64);
            long value = random.nextLong() >>> zeros;
            long tie = (value & ~0xFF_FFFF_FFFFL) | 1L << 39 | (random.nextBoolean() ? 1 : 0);
            assertThat(toFloat(value)).isEqualTo(Float.parseFloat(Long.toUnsignedString(value)));
            assertThat(toFloat(tie)).isEqualTo(Float.parseFloat(Long.toUnsignedString(tie)));
        }
    }

    private static float toFloat(long value) {
        float[] target = new float[1];
        NpyType.UINT64.toFloats(ByteBuffer.allocate(8).putLong(0, value), target, 0, 1);
        return target[0];
    }

    @ParameterizedTest
    @EnumSource
    void elementsAreReadFromTheBuffersPositionToTheTargetsOffset(NpyType type) {
        ByteBuffer source = ByteBuffer.allocate(4 * type.size());
        byte[] one = one(type);
        source.put(2 * type.size(), one);
        float[] target = {9, 9, 9, 9};
        type.toFloats(source.position(type.size()), target, 1, 2);
        assertThat(target).containsExactly(9, 0, 1, 9);
        assertThat(source.position()).isEqualTo(type.size());
    }

    private static byte[] one(NpyType type) {
        ByteBuffer bytes = ByteBuffer.allocate(type.size());
        switch (type) {
            case FLOAT16 -> bytes.putShort((short) 0x3C00);
            case FLOAT32 -> bytes.putFloat(1);
            case FLOAT64 -> bytes.putDouble(1);
            default -> bytes.put(type.size() - 1, (byte) 1);
        }
        return bytes.array();
    }
}
