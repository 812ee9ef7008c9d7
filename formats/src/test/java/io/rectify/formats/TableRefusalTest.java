package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.linalg.Matrix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged, lying and hostile files are refused by one line that names the place. */
class TableRefusalTest {
    @TempDir
    Path folder;

    private static String refused(Path file) {
        return refused(file, TableOptions.DEFAULTS);
    }

    private static String refused(Path file, TableOptions options) {
        String message = Refusal.of(() -> TableFile.read(file, options).close());
        assertThat(message).startsWith(file.toString());
        return message.substring(file.toString().length());
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.csv|a,b;1,2;1,x|: line 3, row 1 (counting from 0), column 'b': expected a finite number but found 'x'",
                "a.csv|a,b;1,2;1,nan|: line 3, row 1 (counting from 0), column 'b': expected a finite number but found 'nan'",
                "a.csv|a,b;inf,2|: line 2, row 0 (counting from 0), column 'a': expected a finite number but found 'inf'",
                "a.csv|a,b;1,2;1,|: line 3, row 1 (counting from 0), column 'b': expected a finite number but found an empty field",
                "a.csv|a,b;1,1e39|: line 2, row 0 (counting from 0), column 'b': expected a number within float32's range but found '1e39'",
                "a.csv|a,b;1,2;1,0x1p3|: line 3, row 1 (counting from 0), column 'b': expected a finite number but found '0x1p3'",
                "a.csv|a,b;1,2;1|: line 3, row 1 (counting from 0): expected 2 fields as in the header but found 1",
                "a.csv|a,b;1,|: line 2, row 0 (counting from 0): column 'b': expected a number or a text but the field is empty; name the feature columns by --features-columns",
                "a.csv|0.5,1.5;1,2|: line 1: expected a header of names but found only numbers",
                "a.csv|a,b;x,y|: expected columns of numbers, or one of lists of numbers, as features but the columns are 'a', 'b'",
                "a.csv|a,id;1,|: line 2, row 0 (counting from 0), column 'id': expected an id but the field is empty",
                "a.csv.gz|a,b;1,2|: expected a file compressed by gzip but: Not in GZIP format",
                "a.jsonl|{\"x\":[1,2]};{\"x\":[1]}|: line 2, row 1 (counting from 0), column 'x': expected an array of 2 numbers as in the first row but found 1",
                "a.jsonl|{\"x\":[1,2]};{\"x\":[1,2,3]}|: line 2, row 1 (counting from 0), column 'x': expected an array of 2 numbers as in the first row but found 3",
                "a.jsonl|{\"x\":[1,2]};{\"x\":[1,null]}|: line 2, row 1 (counting from 0), column 'x': expected a number but found 'null'",
                "a.jsonl|{\"x\":[1,2]};{\"y\":1}|: line 2, row 1 (counting from 0), column 'x': expected an array of numbers but the field is missing",
                "a.jsonl|{\"x\":1,\"y\":2};{\"y\":1}|: line 2, row 1 (counting from 0), column 'x': expected a number but the field is missing",
                "a.jsonl|{\"x\":1};{\"x\":\"1\"}|: line 2, row 1 (counting from 0), column 'x': expected a number but found '1'",
                "a.jsonl|{\"x\":1e400}|: line 1, row 0 (counting from 0), column 'x': expected a number within float32's range but found '1e400'",
                "a.jsonl|[1,2]|: line 1, row 0 (counting from 0): expected an object",
                "a.jsonl|{\"x\":1}{\"x\":2}|: line 1, row 0 (counting from 0): expected one object a line but there is more",
                "a.jsonl|{\"x\":1;|: line 2, row 0 (counting from 0): expected JSON but:",
                "a.jsonl|{\"x\":1,\"x\":2}|: line 1, row 0 (counting from 0): expected JSON but: Duplicate field 'x'",
                "a.svm|1 1:2;1 2:1 2:2|: line 2, row 1 (counting from 0): expected ascending indices but found 2 after 2",
                "a.svm|1 1:2;cat 1:1|: line 2, row 1 (counting from 0): expected a number as label but found 'cat'",
                "a.svm|1 1:2;1:1|: line 2, row 1 (counting from 0): expected a number as label but found '1:1'",
                "a.svm|1 1:2;1 -1:1|: line 2, row 1 (counting from 0): expected index:value but found '-1:1'",
                "a.svm|1 1:2;1 2:nan|: line 2, row 1 (counting from 0), column 2: expected a finite number but found 'nan'",
                "a.svm|1 999999999:2|: line 1, row 0 (counting from 0): expected an index of at most 262144 but found 999999999; --dimensions allows more",
            })
    void textFiles(String name, String content, String expected) throws IOException {
        Path file = write(name, content.replace(';', '\n').getBytes(StandardCharsets.UTF_8));
        String message = refused(file);
        assertThat(message.startsWith(expected)).as(message).isTrue();
    }

    /** By name or by first bytes, as features and as labels, with a way out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.arrow|x|is Arrow, which is not read: write Parquet",
                "a.feather|x|is Arrow, which is not read: write Parquet",
                "a|ARROW1 x|is Arrow, which is not read: write Parquet",
                "a.XLSX|x|is a spreadsheet, which is not read: save the sheet as csv",
                "a.pt|x|is a pickle, as may run any program when it is read, which is not read: write npy",
                "a.h5|x|is HDF5, which is not read: write npy",
                "a.orc|x|is ORC or Avro, which is not read: write Parquet",
            })
    void whatIsNotReadNamesTheWayToWhatIs(String name, String content, String expected) throws IOException {
        Path file = write(name, content.getBytes(StandardCharsets.UTF_8));
        assertThat(refused(file)).startsWith(": " + expected);
        String asLabels = Refusal.of(() -> LabelColumns.read(file, "label", TableOptions.DEFAULTS));
        if (name.contains(".")) {
            assertThat(asLabels).contains(expected);
        }
    }

    @Test
    void dimensionsBoundALibsvmFile() throws IOException {
        Path file = write("a.svm", "1 1:2 5:1\n".getBytes(StandardCharsets.UTF_8));
        assertThat(refused(file, TableOptions.DEFAULTS.withDimensions(4)))
                .isEqualTo(
                        ": line 1, row 0 (counting from 0): expected an index of at most 4 but found 5; --dimensions allows more,"
                                + " --hash-features M adds all features to M columns");
        try (Table table = TableFile.read(file, TableOptions.DEFAULTS.withDimensions(6))) {
            assertThat(table.features().row(0)).containsExactly(2, 0, 0, 0, 1, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list.parquet",
                "wide.parquet",
                "savez.npz",
                "compressed.npz",
                "table.csv.gz",
                "table.safetensors"
            })
    void truncatedFiles(String name) throws IOException {
        byte[] whole = Files.readAllBytes(TableGoldenTest.file(name));
        for (int length = 0; length < whole.length; length += Math.max(1, whole.length / 12)) {
            assertThat(refused(write(name, Arrays.copyOf(whole, length)))).isNotBlank();
        }
    }

    /** Bytes changed at random give the table, another table or one line, never anything else. */
    @ParameterizedTest
    @ValueSource(strings = {"savez.npz", "fortran.npz", "table.safetensors", "table.csv.gz", "arrays.jsonl", "one.svm"})
    void mutatedFiles(String name) throws Exception {
        Mutations mutations = new Mutations(11);
        mutations.run(
                Files.readAllBytes(TableGoldenTest.file(name)),
                folder.resolve(name),
                500,
                file -> TableFile.read(file, TableOptions.DEFAULTS).close());
        assertThat(mutations.refusals()).isGreaterThan(10);
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x.npy", "a/../../x.npy", "/etc/x.npy", "..\\x.npy"})
    void entriesOutsideTheArchive(String name) throws IOException {
        byte[] array = NpyBytes.of("{'descr':'|i1','fortran_order':False,'shape':(2,2)}", new byte[4]);
        Path file = write("x.npz", zip(name, array));
        assertThat(refused(file)).contains("points outside the archive");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void headersThatLieAboutTheirSize() throws IOException {
        String shape = "(1000000000000000,384)";
        byte[] array = NpyBytes.of("{'descr':'<f4','fortran_order':False,'shape':" + shape + "}", new byte[64]);
        assertThat(refused(write("x.npz", zip("x.npy", array)))).contains("expected at most 2147483647 rows");
        array = NpyBytes.of("{'descr':'<f4','fortran_order':True,'shape':(2000000000,384)}", new byte[64]);
        assertThat(refused(write("x.npz", zip("x.npy", array)))).contains("the archive can hold at most");
        array = NpyBytes.of("{'descr':'<f4','fortran_order':False,'shape':(100,384)}", new byte[64]);
        assertThat(refused(write("x.npz", zip("x.npy", array)))).contains("truncated");
        array = NpyBytes.of("{'descr':'<f4','fortran_order':False,'shape':(4,2)}", new byte[64]);
        assertThat(refused(write("x.npz", zip("x.npy", array)))).endsWith("file has bytes after its data");
    }

    /** 100 MB of zeros in 100 kB, in an array that nobody asked for, are not read; asked for, they are what they say. */
    @Test
    void zipBombsCostNoMoreThanTheirShapeSays() throws IOException {
        byte[] bomb =
                zip("x.npy", NpyBytes.of("{'descr':'<f4','fortran_order':False,'shape':(2,2)}", new byte[100 << 20]));
        assertThat(bomb.length).isLessThan(1 << 18);
        assertThat(refused(write("x.npz", bomb))).endsWith("file has bytes after its data");
    }

    @Test
    void raggedAndMissingListsOfParquet() throws IOException {
        parquet("[1, 2]::FLOAT[]", "[1]::FLOAT[]");
        assertThat(refused(folder.resolve("p.parquet")))
                .isEqualTo(": row 1 (counting from 0): expected a list of 2 numbers as in row 0 but found 1");
        parquet("[1, 2]::DOUBLE[]", "NULL");
        assertThat(refused(folder.resolve("p.parquet")))
                .isEqualTo(": row 1 (counting from 0): expected a list of 2 numbers as in row 0 but found 0");
        parquet("[1, 2]::DOUBLE[]", "[]");
        assertThat(refused(folder.resolve("p.parquet"))).endsWith("but found 0");
        parquet("[1, 2]::DOUBLE[]", "[1, 1e300]");
        assertThat(refused(folder.resolve("p.parquet")))
                .isEqualTo(
                        ": row 1 (counting from 0), column 1: expected a number within float32's range but found 1.0E300");
        parquet("[1, 2]::FLOAT[]", "[1, 'nan'::FLOAT]");
        assertThat(refused(folder.resolve("p.parquet")))
                .isEqualTo(": row 1 (counting from 0), column 1: expected a finite number but found NaN");
        parquet("[1, 2]::FLOAT[]", "[NULL, 1]");
        assertThat(refused(folder.resolve("p.parquet")))
                .isEqualTo(": row 1 (counting from 0), column 0: expected a finite number but found null");
        parquet("'a'", "'b'");
        assertThat(refused(folder.resolve("p.parquet"))).contains("expected a column of lists of numbers");
    }

    private void parquet(String first, String second) throws IOException {
        Path file = folder.resolve("p.parquet");
        Files.deleteIfExists(file);
        Files.createFile(file);
        try (DuckDb database = DuckDb.open(file.toAbsolutePath(), folder.resolve("spill"))) {
            database.execute("COPY (SELECT " + first + " AS x UNION ALL SELECT " + second + ") TO '" + file
                    + "' (FORMAT parquet, USE_TMP_FILE false)");
        }
    }

    @Test
    void aParquetFileMayNotReachOtherFiles() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.csv"), "a\n1\n");
        try (DuckDb database = DuckDb.open(TableGoldenTest.file("list.parquet"), null)) {
            assertThat(Refusal.of(() -> database.rows("SELECT * FROM read_csv('" + secret + "')")))
                    .contains("Permission Error");
            assertThat(Refusal.of(() -> database.rows("SELECT * FROM 'https://example.org/x.parquet'")))
                    .contains("Permission Error");
            assertThat(Refusal.of(() -> database.execute("SET enable_external_access = true")))
                    .isNotBlank();
        }
    }

    @Test
    void damagedPagesOfParquetAreNoticed() throws IOException {
        Matrix features = Matrix.zeros(50_000, 4);
        for (int i = 0; i < features.rows(); i++) {
            features.set(i, i % 4, i);
        }
        Path file = folder.resolve("big.parquet");
        TableFile.write(file, new Table(features, List.of(), Map.of()));
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length * 3 / 4, bytes.length * 3 / 4 + 2000, (byte) 0xFF);
        assertThat(refused(write("big.parquet", bytes))).isNotBlank();
    }

    @Test
    void filesMustAgree() throws IOException {
        Path one = Files.writeString(folder.resolve("1.csv"), "a,b\n1,2\n");
        Path two = Files.writeString(folder.resolve("2.csv"), "a\n1\n");
        assertThat(Refusal.of(() -> TableFile.read(List.of(one, two), TableOptions.DEFAULTS)))
                .startsWith(
                        two + ": expected the features that the model or the first file has but column 'b' is missing");
        assertThat(Refusal.of(() -> TableFile.files(folder + "/*.npz"))).contains("there are none");
    }

    @Test
    void textsAreNoLabelsOfLibsvm() throws IOException {
        Table table = new Table(Matrix.zeros(1, 2), List.of(), Map.of(TableRole.LABEL, List.of("cat")));
        Path file = folder.resolve("a.libsvm");
        assertThatThrownBy(() -> TableFile.write(file, table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": libsvm needs numbers as labels but row 0 (counting from 0) has 'cat'");
        assertThat(file).doesNotExist();
    }
}
