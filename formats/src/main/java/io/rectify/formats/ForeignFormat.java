package io.rectify.formats;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Files that people have and that are not read, with the way from them to one that is. */
enum ForeignFormat {
    ARROW(
            "Arrow",
            "write Parquet, by to_parquet of pandas, pyarrow or datasets",
            List.of("arrow", "feather", "ipc"),
            "ARROW1",
            "FEA1"),
    SPREADSHEET("a spreadsheet", "save the sheet as csv", List.of("xlsx", "xls", "ods")),
    PICKLE(
            "a pickle, as may run any program when it is read",
            "write npy, by numpy.save(\"x.npy\", x)",
            List.of("pt", "pth", "pkl", "pickle", "joblib")),
    HDF5("HDF5", "write npy, by numpy.save(\"x.npy\", x)", List.of("h5", "hdf5", "mat"), "\u0089HDF"),
    ORC("ORC or Avro", "write Parquet", List.of("orc", "avro"), "ORC", "Obj\u0001");

    private final String kind;
    private final String wayOut;
    private final List<String> extensions;
    private final List<String> starts;

    ForeignFormat(String kind, String wayOut, List<String> extensions, String... starts) {
        this.kind = kind;
        this.wayOut = wayOut;
        this.extensions = extensions;
        this.starts = List.of(starts);
    }

    /** Bytes of a file's beginning that tell. */
    static final int BYTES = 8;

    /** @throws DataFormatException if the file's name ends as one of these do */
    static void checkName(Path file) throws DataFormatException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        check(
                file,
                Arrays.stream(values())
                        .filter(format ->
                                format.extensions.stream().anyMatch(extension -> name.endsWith("." + extension)))
                        .findFirst());
    }

    /** @throws DataFormatException if the file begins as one of these do */
    static void checkStart(Path file, byte[] start) throws DataFormatException {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        check(
                file,
                Arrays.stream(values())
                        .filter(format -> format.starts.stream().anyMatch(text::startsWith))
                        .findFirst());
    }

    private static void check(Path file, Optional<ForeignFormat> found) throws DataFormatException {
        if (found.isPresent()) {
            ForeignFormat format = found.get();
            throw new DataFormatException(
                    DataLocation.in(file), "is " + format.kind + ", which is not read: " + format.wayOut);
        }
    }
}
