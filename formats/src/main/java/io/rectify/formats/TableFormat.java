package io.rectify.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of file that tables are read from and written to. */
public enum TableFormat {
    /** NumPy array: features only. */
    NPY(Set.of(), "npy"),
    /** Csv or, as tsv, with tabs. */
    CSV(Set.of(TableRole.values()), "csv", "tsv", "csv.gz", "tsv.gz"),
    /** Apache Parquet. */
    PARQUET(Set.of(TableRole.values()), "parquet", "pq"),
    /** NumPy archive: features in one array, texts in others. */
    NPZ(Set.of(TableRole.values()), "npz"),
    /** JSON Lines, one object a row; also one array of objects is read. */
    JSONL(Set.of(TableRole.values()), "jsonl", "ndjson", "jsonl.gz", "ndjson.gz", "json", "json.gz"),
    /** Sparse features with numbers as labels, as LIBSVM and Spark have them. */
    LIBSVM(Set.of(TableRole.LABEL), "libsvm", "svmlight", "svm"),
    /** Tensors: features in one, labels as numbers of classes in another. */
    SAFETENSORS(Set.of(TableRole.LABEL), "safetensors");

    private final Set<TableRole> roles;
    private final List<String> extensions;

    TableFormat(Set<TableRole> roles, String... extensions) {
        this.roles = roles;
        this.extensions = List.of(extensions);
    }

    /** The columns of texts that a file of this kind can hold. */
    public Set<TableRole> roles() {
        return roles;
    }

    /** Endings of file names, without the first dot. */
    public List<String> extensions() {
        return extensions;
    }

    /** The format that a file's name ends with. */
    public static Optional<TableFormat> ofName(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.extensions.stream().anyMatch(extension -> name.endsWith("." + extension)))
                .findFirst();
    }

    /**
     * The format of a file that is to be read: that of its name, or else that of its first bytes.
     *
     * @throws DataFormatException if the file cannot be read, or neither tells
     */
    public static TableFormat of(Path file) throws DataFormatException {
        Optional<TableFormat> format = ofName(file);
        return format.isPresent() ? format.get() : ofContent(file);
    }

    /**
     * The format of a file that is to be written.
     *
     * @throws IllegalArgumentException if its name ends like none
     */
    public static TableFormat ofOutput(Path file) {
        return ofName(file)
                .orElseThrow(
                        () -> new IllegalArgumentException(file + ": expected a name that ends in " + allExtensions()));
    }

    private static TableFormat ofContent(Path file) throws DataFormatException {
        byte[] start;
        try (InputStream stream = InputFile.stream(file)) {
            start = stream.readNBytes(ForeignFormat.BYTES);
        } catch (DataFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new DataFormatException(DataLocation.in(file), "cannot be read: " + FailureReason.of(e));
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u0093NUMPY")) {
            return NPY;
        }
        if (text.startsWith("PAR1")) {
            return PARQUET;
        }
        if (text.startsWith("PK\u0003\u0004")) {
            return NPZ;
        }
        ForeignFormat.checkStart(file, start);
        ForeignFormat.checkName(file);
        throw new DataFormatException(
                DataLocation.in(file), "expected a name that ends in " + allExtensions() + ", or known first bytes");
    }

    private static String allExtensions() {
        return Arrays.stream(values())
                .flatMap(format -> format.extensions.stream())
                .collect(Collectors.joining(", .", ".", ""));
    }

    TableReader open(Path file, TableOptions options) throws IOException {
        return switch (this) {
            case NPY -> new NpyTableReader(file);
            case CSV -> new CsvTableReader(file, options);
            case PARQUET -> ParquetTableReader.open(file, options);
            case NPZ -> new NpzTableReader(file, options);
            case JSONL -> new JsonTableReader(file, options);
            case LIBSVM -> new LibsvmTableReader(file, options);
            case SAFETENSORS -> new SafetensorsTableReader(file, options);
        };
    }

    /**
     * @param file where to write
     * @param name the name that the file will have in the end
     */
    TableWriter create(Path file, Path name, TableSchema schema) throws IOException {
        return switch (this) {
            case NPY -> new NpyTableWriter(file, schema);
            case CSV -> new CsvTableWriter(file, name, schema);
            case PARQUET -> ParquetTableWriter.create(file, schema);
            case NPZ -> new NpzTableWriter(file, schema);
            case JSONL -> new JsonlTableWriter(file, name, schema);
            case LIBSVM -> new LibsvmTableWriter(file, name, schema);
            case SAFETENSORS -> new SafetensorsTableWriter(file, name, schema);
        };
    }
}
