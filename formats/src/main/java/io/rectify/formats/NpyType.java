package io.rectify.formats;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The element types of npy arrays that can be read as numbers; the codes are NumPy's. */
public enum NpyType {
    BOOL("b1", 1),
    INT8("i1", 1),
    INT16("i2", 2),
    INT32("i4", 4),
    INT64("i8", 8),
    UINT8("u1", 1),
    UINT16("u2", 2),
    UINT32("u4", 4),
    UINT64("u8", 8),
    FLOAT16("f2", 2),
    FLOAT32("f4", 4),
    FLOAT64("f8", 8);

    private final String code;
    private final int size;

    NpyType(String code, int size) {
        this.code = code;
        this.size = size;
    }

    /** The type of this code, such as {@code f4}. */
    static Optional<NpyType> ofCode(String code) {
        return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
    }

    /** NumPy's code: kind and bytes, such as {@code f4}. */
    public String code() {
        return code;
    }

    /** Bytes of one element. */
    public int size() {
        return size;
    }

    /** Whether the elements are signed or unsigned integers; bool is not one of them. */
    public boolean isInteger() {
        return code.charAt(0) == 'i' || code.charAt(0) == 'u';
    }

    /**
     * Converts {@code count} elements from the buffer's position on, each rounded to the nearest float; an f8 beyond
     * the range of float becomes infinite.
     */
    void toFloats(ByteBuffer source, float[] target, int offset, int count) {
        if (this == FLOAT32) {
            source.asFloatBuffer().get(target, offset, count);
            return;
        }
        FloatElement element = floatElement();
        int start = source.position();
        for (int i = 0; i < count; i++) {
            target[offset + i] = element.at(source, start + i * size);
        }
    }

    private FloatElement floatElement() {
        return switch (this) {
            case FLOAT16 -> (b, i) -> Float16.toFloat(b.getShort(i));
            case FLOAT32 -> ByteBuffer::getFloat;
            case FLOAT64 -> (b, i) -> (float) b.getDouble(i);
            case UINT64 -> (b, i) -> unsignedToFloat(b.getLong(i));
            default -> {
                LongElement element = longElement();
                yield (b, i) -> element.at(b, i);
            }
        };
    }

    private LongElement longElement() {
        return switch (this) {
            case BOOL -> (b, i) -> b.get(i) == 0 ? 0 : 1;
            case INT8 -> ByteBuffer::get;
            case INT16 -> ByteBuffer::getShort;
            case INT32 -> ByteBuffer::getInt;
            case INT64 -> ByteBuffer::getLong;
            case UINT8 -> (b, i) -> Byte.toUnsignedInt(b.get(i));
            case UINT16 -> (b, i) -> Short.toUnsignedInt(b.getShort(i));
            case UINT32 -> (b, i) -> Integer.toUnsignedLong(b.getInt(i));
            case UINT64 -> (b, i) -> b.getLong(i) < 0 ? Long.MAX_VALUE : b.getLong(i);
            case FLOAT16, FLOAT32, FLOAT64 -> throw new UnsupportedOperationException("not an integer type: " + this);
        };
    }

    /** Halves what a signed long cannot hold; the bit shifted out stays in the last place so that ties round right. */
    private static float unsignedToFloat(long value) {
        return value >= 0 ? value : 2f * ((value >>> 1) | (value & 1));
    }

    /** The integer at the buffer's position; a u8 beyond {@link Long#MAX_VALUE} gives that. */
    long toLong(ByteBuffer source) {
        return longElement().at(source, source.position());
    }

    /** The element at the buffer's position as it stands in the file, for a message. */
    String toText(ByteBuffer source) {
        int at = source.position();
        return switch (this) {
            case FLOAT16, FLOAT32 -> Float.toString(floatElement().at(source, at));
            case FLOAT64 -> Double.toString(source.getDouble(at));
            case UINT64 -> Long.toUnsignedString(source.getLong(at));
            default -> Long.toString(toLong(source));
        };
    }

    private interface LongElement {
        long at(ByteBuffer source, int index);
    }

    private interface FloatElement {
        float at(ByteBuffer source, int index);
    }
}
