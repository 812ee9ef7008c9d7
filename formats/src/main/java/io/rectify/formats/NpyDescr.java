package io.rectify.formats;

import java.nio.ByteOrder;
import java.nio.file.Path;

/** An element type with its byte order, as an npy header's {@code descr} names it. */
record NpyDescr(NpyType type, ByteOrder order) {
    /**
     * Reads a name such as {@code <f4}: {@code <} little-endian, {@code >} big-endian, {@code =}, {@code |} or nothing
     * the order of this machine.
     */
    static NpyDescr parse(Path file, String descr) throws DataFormatException {
        boolean marked = !descr.isEmpty() && "<>=|".indexOf(descr.charAt(0)) >= 0;
        String code = marked ? descr.substring(1) : descr;
        NpyType type = NpyType.ofCode(code).orElse(null);
        if (type == null) {
            throw code.startsWith("O") ? pickled(file, descr) : refused(file, descr, kind(code));
        }
        return new NpyDescr(type, order(marked ? descr.charAt(0) : '='));
    }

    private static ByteOrder order(char mark) {
        return switch (mark) {
            case '<' -> ByteOrder.LITTLE_ENDIAN;
            case '>' -> ByteOrder.BIG_ENDIAN;
            default -> ByteOrder.nativeOrder();
        };
    }

    private static String kind(String code) {
        return switch (code.isEmpty() ? ' ' : code.charAt(0)) {
            case 'c' -> "complex numbers";
            case 'S', 'a', 'U', 'T' -> "strings";
            case 'M', 'm' -> "dates or times";
            case 'V' -> "raw bytes";
            case 'f' -> "a float of a size that is not read";
            default -> "not a known number";
        };
    }

    private static DataFormatException pickled(Path file, String descr) {
        return new DataFormatException(
                DataLocation.in(file),
                "dtype " + Excerpt.quoted(descr) + " holds pickled Python objects, which are never read because they "
                        + "can run code; save plain numbers instead: numpy.save(file, array.astype('float32'))"
                        + ", or labels by array.astype(str)");
    }

    static DataFormatException refused(Path file, String descr, String kind) {
        return new DataFormatException(
                DataLocation.in(file),
                "expected dtype f2, f4, f8, i1 to i8, u1 to u8 or b1 but found " + Excerpt.quoted(descr) + " (" + kind
                        + ")");
    }
}
