package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
    @TempDir
    Path folder;

    private Path csv;

    @BeforeEach
    void write() throws IOException {
        csv = Files.writeString(folder.resolve("a.csv"), "key,x,y,kind\nu,1,0.25,cat\nv,-3,1e-3,dog\n");
    }

    @Test
    void thereAndBack() throws IOException {
        Path parquet = folder.resolve("a.parquet");
        CommandRun run = CommandRun.of("convert", csv, parquet, "--label-column", "kind", "--id-column", "key");
        run.succeeds();
        assertThat(run.out()).isEqualTo("2 rows of 2 features with id, label: see " + parquet + System.lineSeparator());
        Path back = folder.resolve("b.csv");
        assertThat(CommandRun.of("convert", parquet, parquet, back).exitCode()).isZero();
        assertThat(back).hasContent("id,label,x,y\nu,cat,1.0,0.25\nv,dog,-3.0,0.001\nu,cat,1.0,0.25\nv,dog,-3.0,0.001");
    }

    @Test
    void whatCannotBeHeldIsSaid() {
        CommandRun run = CommandRun.of("convert", csv, folder.resolve("a.npy"), "--label-column", "kind");
        run.succeeds();
        assertThat(run.err()).contains("left out, because a.npy cannot hold them: label");
    }

    /** Features 0, 6, 8 and 199,999 go to columns 1, 1, −2 (so 1 with a minus) and 0 of four: SparseIndicesTest's oracle. */
    @Test
    void wideLibsvmIsHashed() throws IOException {
        Path wide = Files.writeString(folder.resolve("w.libsvm"), "0 1:1 7:2\n0 1:1 9:1\n1 7:2 200000:3\n1 7:1\n");
        Path out = folder.resolve("o.csv");
        CommandRun.of("convert", wide, out, "--hash-features", "4").succeeds();
        assertThat(out)
                .hasContent(
                        "label,f0,f1,f2,f3\n0,0.0,3.0,0.0,0.0\n0,0.0,0.0,0.0,0.0\n1,3.0,2.0,0.0,0.0\n1,0.0,1.0,0.0,0.0");
        Path model = folder.resolve("model");
        CommandRun.of("train", "--features", wide, "--hash-features", "4", "--method", "teacher", "--out", model)
                .succeeds();
        Path byFile = folder.resolve("p.csv");
        Path byColumns = folder.resolve("q.csv");
        CommandRun.of("predict", "--model", model, "--features", wide, "--out", byFile)
                .succeeds();
        CommandRun.of("predict", "--model", model, "--features", out, "--out", byColumns)
                .succeeds();
        assertThat(byFile).hasSameTextualContentAs(byColumns);
    }

    @Test
    void labelsComeFromAFileOfTheirOwn() throws IOException {
        Path labels = Files.writeString(folder.resolve("l.csv"), "class\nred\nblue\n");
        Path out = folder.resolve("o.csv");
        CommandRun run = CommandRun.of(
                "convert", csv, out, "--labels", labels, "--label-column", "class", "--features-columns", "y,x");
        run.succeeds();
        assertThat(out).hasContent("label,y,x\nred,0.25,1.0\nblue,0.001,-3.0");
    }

    @Test
    void badInputIsOneLine() throws IOException {
        Path out = folder.resolve("o.npy");
        CommandRun.of("convert", csv, folder.resolve("o.xyz")).isRefused("expected a name that ends in .npy, .csv");
        CommandRun.of("convert", folder.resolve("none.csv"), out).isRefused("no such file");
        CommandRun.of("convert", folder.resolve("*.npz"), out).isRefused("there are none");
        CommandRun.of("convert", csv, csv).isRefused("would overwrite an input");
        CommandRun.of("convert", csv, out, "--features-columns", "z")
                .isRefused("expected a column 'z' but the columns are");
        CommandRun.of("convert", csv, folder.resolve("o.libsvm"), "--label-column", "kind")
                .isRefused("has 'cat'");
        Files.writeString(csv, "x,y\n1,2\n3,four\n");
        CommandRun.of("convert", csv, out)
                .isRefused(
                        "a.csv: line 3, row 1 (counting from 0), column 'y': expected a finite number but found 'four'");
        assertThat(out).doesNotExist();
    }
}
