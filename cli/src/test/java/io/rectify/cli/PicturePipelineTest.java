package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.embed.PictureEmbedder;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of pictures straight into audit, train and predict, by the model that comes with rectify. */
class PicturePipelineTest {
    private static final int EACH = 20;

    @TempDir
    Path folder;

    private Path photos;

    /** Discs and stripes; one of each lies in the folder of the other. */
    @BeforeEach
    void draw() throws IOException {
        photos = folder.resolve("photos");
        Random random = new Random(4);
        for (int i = 0; i < EACH; i++) {
            draw(i == 4 ? "stripes" : "discs", "d" + i, random, true);
            draw(i == 9 ? "discs" : "stripes", "s" + i, random, false);
        }
    }

    private void draw(String kind, String name, Random random, boolean disc) throws IOException {
        BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(new Color(150 + random.nextInt(100), 150 + random.nextInt(100), 150 + random.nextInt(100)));
        g.fillRect(0, 0, 96, 96);
        g.setColor(new Color(random.nextInt(100), random.nextInt(100), random.nextInt(100)));
        int size = 30 + random.nextInt(30);
        if (disc) {
            g.fillOval(random.nextInt(96 - size), random.nextInt(96 - size), size, size);
        } else {
            for (int x = random.nextInt(8); x < 96; x += 10 + size / 10) {
                g.fillRect(x, 0, 5, 96);
            }
        }
        g.dispose();
        Path file = photos.resolve(kind).resolve(name + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    /** A page on the pictures: the first is shown as it is, and another class for it comes out in a table beside their folder. */
    private void theReview(Path audit, String first, String path) throws IOException, InterruptedException {
        try (ReviewClient client = ReviewClient.of(audit)) {
            assertThat(client.json("project").path("pictures").asBoolean()).isTrue();
            JsonNode item = client.json("rows/0?queue=suspicion");
            assertThat(item.path("text").asText()).isEqualTo(first);
            assertThat(client.bytes("rows/0/image")).isEqualTo(Files.readAllBytes(folder.resolve(path)));
            client.decide("suspicion", item, "LABEL", "stripes");
            assertThat(client.get("exports/labels").lines()).contains(path + ",stripes");
        }
    }

    private CommandRun run(Object... words) {
        return CommandRun.of(words);
    }

    /** A table beside which the pictures lie, with the labels mended, that trains. */
    private void theWayBack(Path audit) throws IOException {
        Path fixed = folder.resolve("tables").resolve("fixed.csv");
        Path decisions =
                Files.writeString(folder.resolve("d.csv"), "id,decision\nstripes/d4.png,discs\ndiscs/s9.png,drop\n");
        run("apply", "--labels", photos, "--decisions", decisions, "--out", fixed)
                .succeeds();
        List<String> lines = Files.readAllLines(fixed);
        assertThat(lines).hasSize(40).startsWith("image,label").contains("../photos/stripes/d4.png,discs");
        assertThat(lines).noneMatch(line -> line.contains("s9.png"));
        run(
                        "train",
                        fixed,
                        "--image-column",
                        "image",
                        "--method",
                        "logistic",
                        "--quiet",
                        "--out",
                        folder.resolve("run"))
                .succeeds();
        assertThat(run(
                                "apply",
                                "--labels",
                                photos,
                                "--decisions",
                                audit.resolve("review.csv"),
                                "--top",
                                2,
                                "--out",
                                fixed,
                                "--overwrite")
                        .succeeds()
                        .out())
                .contains("2 labels changed");
    }

    @Test
    void anAuditFindsPicturesInTheWrongFolderAndShowsThem() throws IOException, InterruptedException {
        Path audit = folder.resolve("audit");
        CommandRun run = run("audit", photos, "--out", audit).succeeds();
        assertThat(run.err()).contains("40 pictures embedded by efficientnet-lite0");
        assertThat(Files.readAllLines(audit.resolve("issues.csv")).stream()
                        .skip(1)
                        .limit(2))
                .anyMatch(line -> line.contains("stripes/d4.png"))
                .anyMatch(line -> line.contains("discs/s9.png"));
        String page = Files.readString(audit.resolve("report.html"));
        assertThat(page).contains("\"stripes/d4.png\":\"data:image/jpeg;base64,");
        assertThat(page)
                .contains("<pre>rectify apply --labels " + photos + " --decisions review.csv --out fixed.csv</pre>");
        theWayBack(audit);
        theReview(audit, "discs/d0.png", "photos/discs/d0.png");
        JsonNode embedding = CommandRun.json(audit.resolve("run.json")).get("embedding");
        assertThat(embedding.get("pictures").asInt()).isEqualTo(40);
        assertThat(embedding.get("fingerprint").asText()).hasSize(64);

        CommandRun again =
                run("audit", photos, "--out", folder.resolve("again")).succeeds();
        assertThat(again.err()).contains("40 pictures embedded by an earlier command");
        Path npy = folder.resolve("features.npy");
        run("embed", "--images", photos, "--out", npy).succeeds();
        Path labels = folder.resolve("labels.csv");
        Files.write(labels, List.of("label"));
        for (String kind : List.of("discs", "stripes")) {
            Files.writeString(labels, (kind + "\n").repeat(EACH), StandardOpenOption.APPEND);
        }
        Path steps = folder.resolve("steps");
        run("audit", "--features", npy, "--labels", labels, "--out", steps).succeeds();
        assertThat(Files.readAllBytes(steps.resolve("soft_labels.npy")))
                .isEqualTo(Files.readAllBytes(audit.resolve("soft_labels.npy")));
    }

    @Test
    void aModelOfPicturesPredictsPictures() throws IOException {
        Path model = folder.resolve("run");
        run("train", photos, "--out", model, "--method", "teacher", "--quiet").succeeds();
        run("explain", "--run", model, "--row", 0).isRefused("is of pictures");
        Path fresh = folder.resolve("fresh");
        Files.createDirectories(fresh);
        Files.copy(photos.resolve("discs").resolve("d0.png"), fresh.resolve("1.png"));
        Files.copy(photos.resolve("stripes").resolve("s0.png"), fresh.resolve("2.png"));
        Path predictions = folder.resolve("p.csv");
        run("predict", "--model", model, fresh, "--out", predictions).succeeds();
        assertThat(Files.readAllLines(predictions).stream().skip(1).map(line -> line.split(",")[1]))
                .containsExactly("discs", "stripes");
        Path text = Files.writeString(folder.resolve("t.txt"), "disc\n");
        run("predict", "--model", model, text, "--out", predictions, "--overwrite")
                .isRefused("was trained on pictures, not on texts");
        Path table = Files.writeString(folder.resolve("table.csv"), "path\nfresh/2.png\n");
        run("predict", "--model", model, table, "--image-column", "path", "--out", predictions, "--overwrite")
                .succeeds();
        assertThat(Files.readAllLines(predictions).get(1)).startsWith("0,stripes,");
    }

    /** The built-in model as a file of the user's, told what it was trained to see: the same features. */
    @Test
    void aModelInAFileIsTakenAndRemembered() throws IOException {
        Path onnx = folder.resolve("lite.onnx");
        try (InputStream in = PictureEmbedder.class.getResourceAsStream("model/efficientnet_lite0.onnx")) {
            Files.copy(Objects.requireNonNull(in), onnx);
        }
        String mean = String.valueOf(127 / 255.);
        String deviation = String.valueOf(128 / 255.);
        Object[] scale = {
            "--model",
            onnx,
            "--mean",
            String.join(",", mean, mean, mean),
            "--std",
            String.join(",", deviation, deviation, deviation)
        };
        Path model = folder.resolve("run");
        Object[] words = {"train", photos, "--out", model, "--method", "teacher"};
        CommandRun train = CommandRun.of(words, scale).succeeds();
        assertThat(train.errLines().get(0))
                .startsWith("features: made of pictures by " + onnx + "; label: the folders;");
        Path builtIn = folder.resolve("built_in");
        run("train", photos, "--out", builtIn, "--method", "teacher").succeeds();
        assertThat(Files.readAllBytes(model.resolve("model.onnx")))
                .isEqualTo(Files.readAllBytes(builtIn.resolve("model.onnx")));

        Path predictions = folder.resolve("p.csv");
        assertThat(run("predict", "--model", model, photos, "--out", predictions)
                        .succeeds()
                        .err())
                .contains("40 pictures embedded by an earlier command");
        run("audit", photos, "--model", onnx, "--out", folder.resolve("none")).isRefused("--scale imagenet, clip or");
        run("audit", photos, "--model", "bge-small", "--out", folder.resolve("none"))
                .isRefused("--model bge-small is a sentence model; pictures need efficientnet-lite0 or an .onnx file");
        run("audit", photos, "--model", "none.onnx", "--scale", "clip", "--out", folder.resolve("none"))
                .isRefused("none.onnx: expected an ONNX model but there is no such file");
        run("audit", photos, "--chunks", "mean", "--out", folder.resolve("none"))
                .isRefused("--tokenizer and --chunks are for texts");
        Files.write(onnx, new byte[] {0}, StandardOpenOption.APPEND);
        run("predict", "--model", model, photos, "--out", predictions, "--overwrite")
                .isRefused("is no longer the picture model that");
    }

    @Test
    void aTableOfPicturesHasIdsAndMayLackLabels() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of("id;path;label"));
        for (int i = 0; i < EACH; i++) {
            if (i != 4 && i != 9) {
                lines.add("d" + i + ";photos/discs/d" + i + ".png;" + (i == 3 ? "" : "disc"));
                lines.add("s" + i + ";photos/stripes/s" + i + ".png;stripes");
            }
        }
        Files.writeString(photos.resolve("discs").resolve("d0.png"), "no picture");
        Path table = Files.write(folder.resolve("table.csv"), lines);
        Path audit = folder.resolve("audit");
        CommandRun run = run("audit", table, "--image-column", "path", "--skip-broken", "--out", audit)
                .succeeds();
        assertThat(run.err())
                .contains("features: made of pictures by efficientnet-lite0; label: label; id: id;")
                .contains("1 of 36 rows have no label");
        List<String> labels = Files.readAllLines(audit.resolve("labels.csv"));
        assertThat(labels).hasSize(36);
        assertThat(labels.get(1)).startsWith("0,s0,photos/stripes/s0.png,stripes,");
        assertThat(labels).anyMatch(line -> line.matches("5,d3,photos/discs/d3.png,,disc,.*"));
        try (ReviewClient client = ReviewClient.of(audit)) {
            assertThat(client.bytes("rows/0/image"))
                    .isEqualTo(Files.readAllBytes(folder.resolve("photos/stripes/s0.png")));
            client.decide("suspicion", client.json("rows/0?queue=suspicion"), "LABEL", "disc");
            assertThat(client.get("exports/labels").lines())
                    .contains("s0;photos/stripes/s0.png;disc")
                    .hasSize(37);
        }
    }

    @Test
    void brokenFilesAndPlacesAreOneLine() throws IOException {
        Path out = folder.resolve("audit");
        run("audit", photos, "--out", photos.resolve("audit")).isRefused("whose folders are classes");
        Files.writeString(photos.resolve("discs").resolve("d1.png"), "no picture");
        CommandRun refused = run("audit", photos, "--out", out, "--quiet");
        refused.isRefused("d1.png: expected a picture");
        assertThat(out).doesNotExist();
        CommandRun skipped =
                run("audit", photos, "--out", out, "--skip-broken", "--details").succeeds();
        assertThat(skipped.err()).contains("1 file is no picture and is left out: discs/d1.png");
        assertThat(skipped.out()).contains("39 rows, 2 classes").contains("rectify apply --labels " + photos);
        run("embed", "--images", photos, "--model", "clip.onnx", "--out", folder.resolve("f.npy"))
                .isRefused("--scale imagenet, clip or minus-one-to-one");
        run("embed", "--out", folder.resolve("f.npy")).isRefused("expected either --texts, or --images");
    }
}
