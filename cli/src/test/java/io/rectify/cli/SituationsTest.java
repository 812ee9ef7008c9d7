package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rectify.formats.LabelTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every situation that people's data are in, in every format that can hold it: the same classes, the same rows without a label, the
 * same accuracy, or one line that says why not. Files are written here, not by the code under test.
 *
 * <p>By hand: 60 rows in three clouds, row i of class i mod 3, so that rows 0, 3, 6, … are of class 0. Where every seventh label is
 * taken away, rows 0, 7, …, 56 have none: 9 rows.
 */
class SituationsTest {
    private static final int ROWS = 60;
    private static final int COLUMNS = 4;
    private static final String[] NAMES = {"a", "b", "c", "d"};

    @TempDir
    Path folder;

    private static float[][] features() {
        Random random = new Random(5);
        float[][] x = new float[ROWS][COLUMNS];
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                x[i][j] = (float) (0.3 * random.nextGaussian()) + (i % 3 == j ? 4 : 0);
            }
        }
        return x;
    }

    private static boolean isMissing(int row) {
        return row % 7 == 0;
    }

    /** What a label column holds, by the kind of value that a format has for it. */
    private enum Kind {
        TEXT,
        INTEGER,
        FLOAT,
        BOOLEAN
    }

    /** A table as a format may be asked to write it; a label that is null is missing. */
    private record Data(List<String> names, float[][] x, Kind kind, List<String> labels, List<String> index) {
        Data reversed() {
            float[][] other = new float[x.length][];
            for (int i = 0; i < x.length; i++) {
                other[i] = new float[COLUMNS];
                for (int j = 0; j < COLUMNS; j++) {
                    other[i][j] = x[i][COLUMNS - 1 - j];
                }
            }
            List<String> turned = new ArrayList<>(names);
            java.util.Collections.reverse(turned);
            return new Data(turned, other, kind, labels, index);
        }
    }

    private static Data data(Kind kind, IntFunction<String> label) {
        return new Data(
                List.of(NAMES),
                features(),
                kind,
                IntStream.range(0, ROWS).mapToObj(label).collect(Collectors.toCollection(ArrayList::new)),
                List.of());
    }

    /** A way of writing a table: features and labels in one file, or labels beside an npy file. */
    private enum Way {
        CSV("t.csv"),
        TSV("t.tsv"),
        GZIP("t.csv.gz"),
        SEMICOLONS("t.csv"),
        DECIMAL_COMMAS("t.csv"),
        UTF_16("t.csv"),
        JSON_LINES("t.jsonl"),
        JSON_ARRAY("t.json"),
        PARQUET("t.parquet"),
        NPZ("t.npz"),
        SAFETENSORS("t.safetensors"),
        LIBSVM("t.libsvm"),
        NPY_AND_CSV("t.npy"),
        NPY_AND_NPY("t.npy"),
        NPY_AND_JSON("t.npy"),
        NPY_AND_PARQUET("t.npy");

        private final String file;

        Way(String file) {
            this.file = file;
        }

        boolean named() {
            return ordinal() <= PARQUET.ordinal();
        }

        boolean holds(Data data) {
            boolean missing = data.labels().contains(null);
            return switch (this) {
                case NPZ, NPY_AND_NPY -> !missing || data.kind() != Kind.BOOLEAN && data.kind() != Kind.INTEGER;
                case SAFETENSORS -> data.kind() != Kind.TEXT && (!missing || data.kind() == Kind.FLOAT);
                case LIBSVM -> data.kind() == Kind.INTEGER || data.kind() == Kind.FLOAT;
                default -> true;
            };
        }

        /** Options that name the table for a command. */
        Object[] write(Path folder, Data data) throws Exception {
            Files.createDirectories(folder);
            Path path = folder.resolve(file);
            switch (this) {
                case CSV, TSV, SEMICOLONS, DECIMAL_COMMAS, GZIP, UTF_16 -> Files.write(path, csv(data));
                case JSON_LINES -> Files.writeString(path, String.join("\n", json(data, true)) + "\n");
                case JSON_ARRAY -> Files.writeString(path, "[" + String.join(",\n", json(data, true)) + "]");
                case PARQUET -> parquet(path, data, true);
                case NPZ -> Files.write(path, npz(data));
                case SAFETENSORS -> Files.write(path, safetensors(data));
                case LIBSVM -> Files.writeString(path, libsvm(data));
                default -> Files.write(path, npy("<f4", "(60, 4)", floats(data.x())));
            }
            if (named() || this == NPZ || this == SAFETENSORS || this == LIBSVM) {
                return new Object[] {"--features", path};
            }
            Path labels = folder.resolve(
                    this == NPY_AND_CSV
                            ? "y.csv"
                            : this == NPY_AND_NPY ? "y.npy" : this == NPY_AND_JSON ? "y.jsonl" : "y.parquet");
            switch (this) {
                case NPY_AND_CSV ->
                    Files.writeString(
                            labels,
                            "label\n"
                                    + data.labels().stream()
                                            .map(label -> label == null ? "" : quoted(label, ','))
                                            .collect(Collectors.joining("\n", "", "\n")));
                case NPY_AND_NPY -> Files.write(labels, labelArray(data));
                case NPY_AND_JSON -> Files.writeString(labels, String.join("\n", json(data, false)) + "\n");
                default -> parquet(labels, data, false);
            }
            return new Object[] {"--features", path, "--labels", labels};
        }

        private static String quoted(String field, char separator) {
            return field.indexOf(separator) >= 0 || field.indexOf('"') >= 0
                    ? '"' + field.replace("\"", "\"\"") + '"'
                    : field;
        }

        private byte[] csv(Data data) throws IOException {
            char separator = this == TSV ? '\t' : this == SEMICOLONS || this == DECIMAL_COMMAS ? ';' : ',';
            StringBuilder text = new StringBuilder();
            List<String> header = new ArrayList<>(data.index());
            header.addAll(data.names());
            header.add("label");
            text.append(String.join(String.valueOf(separator), header)).append('\n');
            for (int i = 0; i < data.x().length; i++) {
                List<String> fields = new ArrayList<>();
                data.index().forEach(name -> fields.add(String.valueOf(fields.size())));
                if (!data.index().isEmpty()) {
                    fields.set(0, String.valueOf(i));
                }
                for (float value : data.x()[i]) {
                    String number = Float.toString(value);
                    fields.add(this == DECIMAL_COMMAS ? number.replace('.', ',') : number);
                }
                String label = data.labels().get(i);
                boolean comma = this == DECIMAL_COMMAS && data.kind() == Kind.FLOAT && label != null;
                fields.add(label == null ? "" : quoted(comma ? label.replace('.', ',') : label, separator));
                text.append(String.join(String.valueOf(separator), fields)).append('\n');
            }
            Charset charset = this == UTF_16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
            byte[] bytes = text.toString().getBytes(charset);
            if (this != GZIP) {
                return bytes;
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(bytes);
            }
            return out.toByteArray();
        }

        private static List<String> json(Data data, boolean withFeatures) {
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < data.x().length; i++) {
                List<String> fields = new ArrayList<>();
                int row = i;
                data.index().forEach(name -> fields.add("\"" + name + "\": " + row));
                for (int j = 0; j < data.names().size() && withFeatures; j++) {
                    fields.add("\"" + data.names().get(j) + "\": " + data.x()[i][j]);
                }
                String label = data.labels().get(i);
                boolean plain = data.kind() != Kind.TEXT || (label != null && label.startsWith("["));
                fields.add("\"label\": "
                        + (label == null
                                ? "null"
                                : plain ? label.toLowerCase(Locale.ROOT).replace("nan", "NaN") : "\"" + label + "\""));
                rows.add("{" + String.join(", ", fields) + "}");
            }
            return rows;
        }

        private static void parquet(Path path, Data data, boolean withFeatures) throws Exception {
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < data.x().length; i++) {
                List<String> values = new ArrayList<>();
                int row = i;
                data.index().forEach(name -> values.add(row + "::BIGINT"));
                for (int j = 0; j < data.names().size() && withFeatures; j++) {
                    values.add(data.x()[i][j] + "::FLOAT");
                }
                String label = data.labels().get(i);
                String type = label != null && label.startsWith("[")
                        ? label.contains("'") ? "VARCHAR[]" : "BIGINT[]"
                        : switch (data.kind()) {
                            case TEXT -> "VARCHAR";
                            case INTEGER -> "BIGINT";
                            case FLOAT -> "DOUBLE";
                            case BOOLEAN -> "BOOLEAN";
                        };
                String value = label == null ? "NULL" : label.startsWith("[") ? label : "'" + label + "'";
                values.add(value + "::" + type);
                rows.add("(" + String.join(", ", values) + ")");
            }
            List<String> names = new ArrayList<>(data.index());
            names.addAll(withFeatures ? data.names() : List.of());
            names.add("label");
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("COPY (SELECT * FROM (VALUES " + String.join(", ", rows) + ") t("
                        + names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "))
                        + ")) TO '" + path + "' (FORMAT parquet)");
            }
        }

        private static byte[] floats(float[][] x) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * x.length * x[0].length).order(ByteOrder.LITTLE_ENDIAN);
            Arrays.stream(x).forEach(row -> IntStream.range(0, row.length).forEach(j -> bytes.putFloat(row[j])));
            return bytes.array();
        }

        private static byte[] npy(String descr, String shape, byte[] data) {
            String literal = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
            String header = literal + " ".repeat(117 - literal.length()) + "\n";
            ByteBuffer bytes =
                    ByteBuffer.allocate(10 + header.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
            return bytes.put(header.getBytes(StandardCharsets.ISO_8859_1))
                    .put(data)
                    .array();
        }

        private static byte[] labelArray(Data data) {
            if (data.labels().get(1).startsWith("[")) {
                ByteBuffer bits = ByteBuffer.allocate(ROWS * 3);
                data.labels().forEach(label -> {
                    for (String bit : label.substring(1, label.length() - 1).split(", ")) {
                        bits.put(Byte.parseByte(bit));
                    }
                });
                return npy("|i1", "(60, 3)", bits.array());
            }
            ByteBuffer bytes = ByteBuffer.allocate(ROWS * 64).order(ByteOrder.LITTLE_ENDIAN);
            for (String label : data.labels()) {
                int end = bytes.position() + 64;
                switch (data.kind()) {
                    case INTEGER -> bytes.putLong(Long.parseLong(label));
                    case FLOAT -> bytes.putDouble(label == null ? Double.NaN : Double.parseDouble(label));
                    case BOOLEAN -> bytes.put((byte) (label.equalsIgnoreCase("true") ? 1 : 0));
                    case TEXT -> {
                        (label == null ? "" : label).codePoints().forEach(bytes::putInt);
                        bytes.position(end);
                    }
                }
            }
            byte[] used = Arrays.copyOf(bytes.array(), bytes.position());
            return npy(
                    switch (data.kind()) {
                        case INTEGER -> "<i8";
                        case FLOAT -> "<f8";
                        case BOOLEAN -> "|b1";
                        case TEXT -> "<U16";
                    },
                    "(60,)",
                    used);
        }

        private static byte[] npz(Data data) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry("features.npy"));
                zip.write(npy("<f4", "(60, 4)", floats(data.x())));
                zip.putNextEntry(new ZipEntry("label.npy"));
                zip.write(labelArray(data));
            }
            return out.toByteArray();
        }

        private static byte[] safetensors(Data data) {
            byte[] array = labelArray(data);
            byte[] labels = Arrays.copyOfRange(array, 128, array.length);
            boolean hot = data.labels().get(1).startsWith("[");
            String type = hot ? "I8" : data.kind() == Kind.INTEGER ? "I64" : data.kind() == Kind.FLOAT ? "F64" : "BOOL";
            byte[] x = floats(data.x());
            String header = "{\"features\":{\"dtype\":\"F32\",\"shape\":[60,4],\"data_offsets\":[0," + x.length
                    + "]},\"label\":{\"dtype\":\"" + type + "\",\"shape\":[60" + (hot ? ",3" : "")
                    + "],\"data_offsets\":["
                    + x.length + "," + (x.length + labels.length) + "]}}";
            ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + x.length + labels.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length());
            return bytes.put(header.getBytes(StandardCharsets.UTF_8))
                    .put(x)
                    .put(labels)
                    .array();
        }

        private static String libsvm(Data data) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < data.x().length; i++) {
                String label = data.labels().get(i);
                text.append(label == null ? "nan" : label);
                for (int j = 0; j < COLUMNS; j++) {
                    text.append(' ').append(j + 1).append(':').append(data.x()[i][j]);
                }
                text.append('\n');
            }
            return text.toString();
        }
    }

    private int cell;

    private Path next() {
        return folder.resolve("cell" + cell++);
    }

    private DynamicTest cell(String situation, Way way, Check check) {
        return dynamicTest(situation + ", " + way.toString().toLowerCase(Locale.ROOT), () -> check.run(next()));
    }

    private interface Check {
        void run(Path place) throws Exception;
    }

    private static CommandRun train(Path place, Object[] source, Object... more) {
        return CommandRun.of(
                CommandRun.words(
                        new Object[] {"train", "--method", "teacher", "--json", "--out", place.resolve("run")}, source),
                more);
    }

    /** A situation in which rows without a label are left out, foretold rightly and counted, and classes are these. */
    private Stream<DynamicTest> missing(String situation, Data data, List<String> classes, Object... more) {
        return Arrays.stream(Way.values())
                .filter(way -> way.holds(data))
                .map(way -> cell(situation, way, place -> {
                    CommandRun run = train(place, way.write(place, data), more).succeeds();
                    assertThat(run.json().path("classes").asInt()).isEqualTo(classes.size());
                    assertThat(run.json().path("unlabelled").asInt()).isEqualTo(9);
                    assertThat(run.json().path("rows").asInt()).isEqualTo(51);
                    assertThat(run.err()).contains("9 of 60 rows have no label");
                    LabelTable labels =
                            LabelTable.read(place.resolve("run/labels.csv"), "given", "row", "suggested", "label");
                    for (int i = 0; i < ROWS; i++) {
                        assertThat(labels.column("row").get(i)).isEqualTo(String.valueOf(i));
                        assertThat(labels.column("suggested").get(i)).isEqualTo(classes.get(i % 3));
                        assertThat(labels.labels().get(i)).isEqualTo(isMissing(i) ? "" : classes.get(i % 3));
                        assertThat(labels.column("label").get(i).isEmpty()).isEqualTo(isMissing(i));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> labelsThatAreMissing() {
        List<String> numbers = List.of("0", "1", "2");
        List<String> words = List.of("cat", "dog", "fish");
        return Stream.of(
                        missing("null", data(Kind.TEXT, i -> isMissing(i) ? null : words.get(i % 3)), words),
                        missing(
                                "null among integers",
                                data(Kind.INTEGER, i -> isMissing(i) ? null : "" + i % 3),
                                numbers),
                        missing(
                                "null among floats",
                                data(Kind.FLOAT, i -> isMissing(i) ? null : i % 3 + ".0"),
                                numbers),
                        missing(
                                "NaN among floats",
                                data(Kind.FLOAT, i -> isMissing(i) ? "NaN" : i % 3 + ".0"),
                                numbers),
                        missing("nan as text", data(Kind.TEXT, i -> isMissing(i) ? "nan" : words.get(i % 3)), words),
                        missing("-1", data(Kind.INTEGER, i -> isMissing(i) ? "-1" : "" + i % 3), numbers),
                        missing("-1.0", data(Kind.FLOAT, i -> isMissing(i) ? "-1.0" : i % 3 + ".0"), numbers),
                        missing(
                                "99 by option",
                                data(Kind.INTEGER, i -> isMissing(i) ? "99" : "" + i % 3),
                                numbers,
                                "--unlabelled",
                                "99"),
                        missing(
                                "a word by option",
                                data(Kind.TEXT, i -> isMissing(i) ? "to do" : words.get(i % 3)),
                                words,
                                "--unlabelled",
                                "to do"))
                .flatMap(tests -> tests);
    }

    private Stream<DynamicTest> classes(
            String situation, Data data, List<String> classes, String said, Object... more) {
        return Arrays.stream(Way.values())
                .filter(way -> way.holds(data))
                .map(way -> cell(situation, way, place -> {
                    CommandRun run = train(place, way.write(place, data), more).succeeds();
                    assertThat(run.json().path("unlabelled").asInt()).isZero();
                    assertThat(run.err()).contains(way == Way.LIBSVM && said.equals("read as") ? "features:" : said);
                    List<String> given = LabelTable.read(place.resolve("run/labels.csv"), "given")
                            .labels();
                    assertThat(given.stream().distinct().sorted()).containsExactlyElementsOf(classes);
                }));
    }

    @TestFactory
    Stream<DynamicTest> classesThatAreTheSame() {
        List<String> numbers = List.of("0", "1", "2");
        return Stream.of(
                        classes("floats for integers", data(Kind.FLOAT, i -> i % 3 + ".0"), numbers, "read as"),
                        classes(
                                "NA stays a class",
                                data(
                                        Kind.TEXT,
                                        i -> List.of("NA", "dog", "fish").get(i % 3)),
                                List.of("NA", "dog", "fish"),
                                "--unlabelled=NA"),
                        classes(
                                "None stays a class",
                                data(
                                        Kind.TEXT,
                                        i -> List.of("None", "dog", "fish").get(i % 3)),
                                List.of("None", "dog", "fish"),
                                "--unlabelled=None"),
                        classes(
                                "-1 beside 1",
                                data(Kind.INTEGER, i -> i % 3 == 0 ? "-1" : "1"),
                                List.of("-1", "1"),
                                "-1 is a class beside 1"),
                        classes(
                                "-1 as a class by option",
                                data(Kind.INTEGER, i -> "" + (i % 3 - 1)),
                                List.of("-1", "0", "1"),
                                "",
                                "--unlabelled=none"),
                        classes(
                                "truth values",
                                data(Kind.BOOLEAN, i -> i % 3 == 0 ? "True" : "False"),
                                List.of("false", "true"),
                                "features:"),
                        classes(
                                "look-alikes",
                                data(
                                        Kind.TEXT,
                                        i -> i == 4
                                                ? "DOG"
                                                : i == 7
                                                        ? "dog "
                                                        : List.of("cat", "dog", "fish")
                                                                .get(i % 3)),
                                List.of("DOG", "cat", "dog", "dog ", "fish"),
                                "'dog' (18 rows)"),
                        classes(
                                "look-alikes joined",
                                data(
                                        Kind.TEXT,
                                        i -> i == 4
                                                ? "DOG"
                                                : i == 7
                                                        ? "dog "
                                                        : List.of("cat", "dog", "fish")
                                                                .get(i % 3)),
                                List.of("cat", "dog", "fish"),
                                "joined classes",
                                "--normalise-labels"),
                        classes(
                                        "one-hot",
                                        data(
                                                Kind.INTEGER,
                                                i -> List.of("[1, 0, 0]", "[0, 1, 0]", "[0, 0, 1]")
                                                        .get(i % 3)),
                                        numbers,
                                        "lists of one")
                                .filter(test -> !test.getDisplayName().endsWith("libsvm")))
                .flatMap(tests -> tests);
    }

    @TestFactory
    Stream<DynamicTest> severalLabelsAreRefused() {
        Data data = data(Kind.TEXT, i -> i == 9 ? "['cat', 'dog']" : i % 2 == 0 ? "['cat']" : "['dog']");
        return Arrays.stream(Way.values())
                .filter(way -> way.holds(data) && way != Way.NPZ && way != Way.NPY_AND_NPY)
                .map(way -> cell("two labels in a row", way, place -> {
                    Object[] source = way.write(place, data);
                    if (way == Way.JSON_LINES || way == Way.JSON_ARRAY || way == Way.NPY_AND_JSON) {
                        Path file = (Path) source[source.length - 1];
                        Files.writeString(file, Files.readString(file).replace('\'', '"'));
                    }
                    train(place, source).isRefused("expected one label but found 2, 'cat', 'dog'");
                }));
    }

    /** A model trained on one table says the same of another whose columns are in another place, and refuses renamed ones. */
    @TestFactory
    Stream<DynamicTest> columnsByName() {
        Data data = data(Kind.TEXT, i -> List.of("cat", "dog", "fish").get(i % 3));
        return Arrays.stream(Way.values())
                .filter(Way::named)
                .flatMap(way -> Stream.of(
                        cell(
                                "columns in another order",
                                way,
                                place -> assertThat(accuracy(place, way, data, data.reversed()))
                                        .isEqualTo(1)),
                        cell(
                                "an index more",
                                way,
                                place -> assertThat(accuracy(
                                                place,
                                                way,
                                                data,
                                                new Data(
                                                        data.names(),
                                                        data.x(),
                                                        data.kind(),
                                                        data.labels(),
                                                        List.of("Unnamed: 0"))))
                                        .isEqualTo(1)),
                        cell(
                                "an index in training",
                                way,
                                place -> assertThat(accuracy(
                                                place,
                                                way,
                                                new Data(
                                                        data.names(),
                                                        data.x(),
                                                        data.kind(),
                                                        data.labels(),
                                                        List.of("index")),
                                                data))
                                        .isEqualTo(1)),
                        cell("a column renamed", way, place -> {
                            train(place, way.write(place.resolve("train"), data))
                                    .succeeds();
                            Data renamed = new Data(
                                    List.of("a", "b", "z", "d"), data.x(), data.kind(), data.labels(), List.of());
                            predict(place, way.write(place.resolve("test"), renamed))
                                    .isRefused("column 'c' is missing; found 'z'");
                        })));
    }

    private static CommandRun predict(Path place, Object[] source) {
        return CommandRun.of(
                new Object[] {"predict", "--model", place.resolve("run"), "--out", place.resolve("p.csv")}, source);
    }

    private static double accuracy(Path place, Way way, Data train, Data test) throws Exception {
        train(place, way.write(place.resolve("train"), train)).succeeds();
        Object[] source = way.write(place.resolve("test"), test);
        predict(place, source).succeeds();
        return CommandRun.of("evaluate", "--json", "--predictions", place.resolve("p.csv"), "--labels", source[1])
                .succeeds()
                .json()
                .path("accuracy")
                .asDouble();
    }

    /** Classes of one file and of another that says them otherwise. */
    @TestFactory
    Stream<DynamicTest> classesAcrossFiles() {
        Data integers = data(Kind.INTEGER, i -> "" + i % 2);
        Data floats = data(Kind.FLOAT, i -> i % 2 + ".0");
        Data truths = data(Kind.BOOLEAN, i -> i % 2 == 1 ? "True" : "False");
        return Stream.of(integers, floats, truths)
                .flatMap(first -> Stream.of(integers, floats, truths)
                        .filter(second -> second != first)
                        .flatMap(second -> Arrays.stream(Way.values())
                                .filter(way -> way.holds(first) && way.holds(second))
                                .map(way -> cell(first.kind() + " and then " + second.kind(), way, place -> {
                                    Object[] source = way.write(place.resolve("train"), first);
                                    Object[] test = way.write(place.resolve("test"), second);
                                    CommandRun run = train(
                                                    place,
                                                    source,
                                                    test.length == 2
                                                            ? new Object[] {"--test-features", test[1]}
                                                            : new Object[] {
                                                                "--test-features", test[1], "--test-labels", test[3]
                                                            })
                                            .succeeds();
                                    assertThat(run.json()
                                                    .path("test")
                                                    .path("rows")
                                                    .asInt())
                                            .isEqualTo(ROWS);
                                    assertThat(run.json()
                                                    .path("test")
                                                    .path("accuracy")
                                                    .asDouble())
                                            .isEqualTo(run.json()
                                                    .path("train")
                                                    .path("agreement_with_given")
                                                    .asDouble());
                                }))));
    }
}
