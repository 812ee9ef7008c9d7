package io.rectify.fuzz;

import io.rectify.formats.LabelFile;
import io.rectify.formats.LabelTable;
import io.rectify.formats.Npy;
import io.rectify.formats.NpyRows;
import io.rectify.formats.Superclasses;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TextFile;
import io.rectify.formats.TransitionFile;
import io.rectify.run.ModelFile;
import io.rectify.run.PredictionCsv;
import io.rectify.run.ProbabilityFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A reader of files that anybody may have made, the name of such a file, and how deep inside it the bytes are mutated. */
enum HostileReader {
    NPY("x.npy", Wrapping.NONE, file -> Npy.readMatrix(file).close()),
    NPY_ROWS("x.npy", Wrapping.NONE, HostileReader::rows),
    NPY_LABELS("x.npy", Wrapping.NONE, file -> LabelFile.readTraining(file, "label")),
    NPY_TABLE("x.npy", Wrapping.NONE, HostileReader::table, HostileReader::classes),
    NPZ("x.npz", Wrapping.NONE, HostileReader::table, HostileReader::classes),
    NPZ_ENTRY("x.npz", Wrapping.ZIP, HostileReader::features, HostileReader::classes),
    CSV("x.csv", Wrapping.NONE, HostileReader::table, HostileReader::classes),
    TSV("x.tsv", Wrapping.NONE, HostileReader::table, HostileReader::classes),
    CSV_GZ("x.csv.gz", Wrapping.NONE, HostileReader::table, HostileReader::classes),
    TSV_GZ_TEXT("x.tsv.gz", Wrapping.GZIP, HostileReader::table, HostileReader::classes),
    JSONL("x.jsonl", Wrapping.NONE, HostileReader::table, HostileReader::classes),
    JSONL_GZ("x.jsonl.gz", Wrapping.NONE, HostileReader::table, HostileReader::classes),
    LIBSVM("x.svm", Wrapping.NONE, HostileReader::table, HostileReader::classes),
    SAFETENSORS("x.safetensors", Wrapping.NONE, HostileReader::table, HostileReader::classes),
    SAFETENSORS_HEADER("x.safetensors", Wrapping.LENGTH, HostileReader::table, HostileReader::classes),
    PARQUET("x.parquet", Wrapping.NONE, HostileReader::table, HostileReader::classes),
    MODEL("model.safetensors", Wrapping.NONE, file -> ModelFile.read(file)),
    MODEL_HEADER("model.safetensors", Wrapping.LENGTH, file -> ModelFile.read(file)),
    LABELS("labels.csv", Wrapping.NONE, HostileReader::labels),
    TEXTS("texts.txt", Wrapping.NONE, file -> TextFile.read(file, "text")),
    SUPERCLASSES("superclasses.csv", Wrapping.NONE, file -> Superclasses.read(file, List.of("a", "b", "c"))),
    TRANSITIONS("transitions.csv", Wrapping.NONE, file -> TransitionFile.read(file, List.of("a", "b"))),
    PREDICTIONS(
            "predictions.csv", Wrapping.NONE, file -> PredictionCsv.read(file).close()),
    PROBABILITIES("probabilities.csv", Wrapping.NONE, HostileReader::probabilities);

    /** Reads a file, to its end. */
    interface Reading {
        void read(Path file) throws IOException;
    }

    /** What stands around the bytes that are mutated, so that checksums and lengths still fit. */
    enum Wrapping {
        NONE,
        ZIP,
        GZIP,
        LENGTH
    }

    private final String fileName;
    private final Wrapping wrapping;
    private final List<Reading> readings;

    HostileReader(String fileName, Wrapping wrapping, Reading... readings) {
        this.fileName = fileName;
        this.wrapping = wrapping;
        this.readings = List.of(readings);
    }

    String fileName() {
        return fileName;
    }

    /** Only this one runs code that is not Java. */
    boolean isNative() {
        return this == PARQUET;
    }

    /** Ways in which the file is read; each is tried. */
    List<Reading> readings() {
        return readings;
    }

    /** The bytes of a file whose inner bytes are these. */
    byte[] wrap(byte[] inner) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        switch (wrapping) {
            case NONE -> {
                return inner;
            }
            case GZIP -> {
                try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                    gzip.write(inner);
                }
            }
            case ZIP -> {
                try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                    for (String name : List.of("x.npy", "label.npy")) {
                        zip.putNextEntry(new ZipEntry(name));
                        zip.write(inner);
                    }
                }
            }
            case LENGTH -> {
                int end = new String(inner, StandardCharsets.ISO_8859_1).lastIndexOf('}') + 1;
                bytes.writeBytes(ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(end)
                        .array());
                bytes.writeBytes(inner);
            }
        }
        return bytes.toByteArray();
    }

    /** The bytes inside a file that are mutated. */
    byte[] unwrap(byte[] file) throws IOException {
        return switch (wrapping) {
            case NONE, ZIP -> file;
            case GZIP -> new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes();
            case LENGTH -> Arrays.copyOfRange(file, Long.BYTES, file.length);
        };
    }

    private static void rows(Path file) throws IOException {
        try (NpyRows rows = NpyRows.open(file)) {
            rows.rowBlock(0, Math.min(rows.rows(), 64)).close();
        }
    }

    private static void table(Path file) throws IOException {
        TableFile.read(file, TableOptions.DEFAULTS).close();
    }

    private static void features(Path file) throws IOException {
        TableFile.read(file, TableOptions.DEFAULTS.withoutTexts().withArray("x"))
                .close();
    }

    private static void classes(Path file) throws IOException {
        LabelFile.readTraining(file, "label");
    }

    private static void labels(Path file) throws IOException {
        LabelTable.read(file, "label", "text");
        LabelFile.read(file, "label", List.of("a", "b", "ä"));
    }

    private static void probabilities(Path file) throws IOException {
        ProbabilityFile.read(file, List.of("a", "b"), 3).close();
    }
}
