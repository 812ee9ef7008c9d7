package io.rectify.formats;

import java.util.Arrays;
import java.util.Optional;

/** The element types of safetensors files that are read. */
enum SafetensorsType {
    F32(Float.BYTES),
    I32(Integer.BYTES),
    I64(Long.BYTES);

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
