package io.rectify.formats;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Element types of safetensors files. */
enum SafetensorsType {
    F32(Float.BYTES),
    I32(Integer.BYTES),
    I64(Long.BYTES),
    BOOL(1),
    U8(1),
    I8(1),
    U16(Short.BYTES),
    I16(Short.BYTES),
    F16(Short.BYTES),
    BF16(Short.BYTES),
    U32(Integer.BYTES),
    U64(Long.BYTES),
    F64(Double.BYTES);

    /** Those that models are kept in. */
    static final Set<SafetensorsType> MODEL = EnumSet.of(F32, I32, I64);

    /** All. */
    static final Set<SafetensorsType> ANY = EnumSet.allOf(SafetensorsType.class);

    private final int size;

    SafetensorsType(int size) {
        this.size = size;
    }

    static Optional<SafetensorsType> ofName(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Bytes of one element. */
    int size() {
        return size;
    }
}
