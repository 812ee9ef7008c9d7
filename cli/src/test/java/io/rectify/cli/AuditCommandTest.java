package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.data.Labels;
import io.rectify.formats.LabelFile;
import io.rectify.formats.LabelTable;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path data;

    private static TrainingFiles files;

    @TempDir
    Path out;

    @BeforeAll
    static void write() throws IOException {
        files = TrainingFiles.small(data);
    }

    private CommandRun audit(Path directory, Object... more) {
        return files.run("audit", directory, more);
    }

    private JsonNode json(Path file) throws IOException {
        return CommandRun.json(file);
    }

    @Test
    void writesTheWholeDirectoryAndItsFiguresAgree() throws IOException {
        Path directory = out.resolve("audit");
        CommandRun run = audit(directory, "--true-labels", data.resolve("train.csv"), "--quiet", "--details");
        run.succeeds();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("of the labels are wrong")
                .contains("Review these ")
                .contains("Beside the true labels:");
        assertThat(run.out().lines().filter(line -> !line.contains(directory.toString())))
                .allMatch(line -> line.length() <= 120);
        JsonNode metrics = json(directory.resolve("metrics.json"));
        Labels given = LabelFile.readTraining(data.resolve("noisy.csv"), "label");
        Labels truth = LabelFile.read(data.resolve("train.csv"), "label", given.names());
        double wrong = 1 - truth.agreement(given);
        assertThat(metrics.at("/noise_rate_low").asDouble()).isLessThan(wrong);
        assertThat(metrics.at("/noise_rate_high").asDouble()).isGreaterThan(wrong);
        assertThat(metrics.at("/noise_rate_by/decoys/rate").asDouble()).isCloseTo(wrong, within(0.1));
        assertThat(metrics.at("/noise_rate_by/clear/assumption").asText()).contains("one clear class");
        assertThat(metrics.at("/verdict").asText()).isIn("single", "at_least");
        assertThat(metrics.at("/nearest_rows_among").asInt()).isEqualTo(truth.size());
        assertThat(metrics.at("/near_copies_looked_for").asBoolean()).isTrue();
        assertThat(run.out())
                .contains("  and by the labels of its ten nearest rows.")
                .doesNotContain("were not looked for");
        assertThat(metrics.at("/rate_by_level")).hasSize(9);
        assertThat(metrics.at("/detection/average_precision").asDouble()).isGreaterThan(0.9);
        assertThat(metrics.at("/detection/wrong").asInt()).isEqualTo(truth.size() - truth.agreements(given));

        LabelTable issues = LabelTable.read(directory.resolve("issues.csv"), "given", "row", "suggested", "p_wrong");
        assertThat(issues.size()).isEqualTo(metrics.at("/issues").asInt());
        LabelTable corrected = LabelTable.read(directory.resolve("labels.csv"), "label", "given", "suggested");
        for (int i = 0; i < issues.size(); i++) {
            int row = Integer.parseInt(issues.column("row").get(i));
            assertThat(given.name(row)).isEqualTo(issues.labels().get(i));
            assertThat(Double.parseDouble(issues.column("p_wrong").get(i))).isGreaterThan(0.25);
            assertThat(corrected.labels().get(row))
                    .isEqualTo(issues.column("suggested").get(i));
        }
        Labels mended = LabelFile.read(directory.resolve("labels.csv"), "label", given.names());
        assertThat(mended.agreements(truth)).isGreaterThan(given.agreements(truth));
        String page = Files.readString(directory.resolve("report.html"));
        assertThat(page).contains("Labels wrong").doesNotContain("src=\"http").contains("pear, ripe");
        assertThat(page)
                .contains("Do mistakes depend on the class alone?")
                .contains("These labels do not contradict that mistakes depend on the class alone");
        JsonNode drawn = JSON.readTree(page.replaceAll("(?s).*id=\"data\">(.*?)</script>.*", "$1"));
        for (int i = 0; i < 9; i++) {
            JsonNode level = metrics.at("/rate_by_level/" + i);
            assertThat((float) drawn.at("/levels/levels/" + i).asDouble())
                    .isEqualTo((float) level.get("level").asDouble());
            assertThat((float) drawn.at("/levels/shares/" + i).asDouble())
                    .isEqualTo((float) level.get("rate").asDouble());
            assertThat((float) drawn.at("/levels/highs/" + i).asDouble())
                    .isEqualTo((float) level.get("high").asDouble());
        }
        try (Matrix soft = Npy.readMatrix(directory.resolve("soft_labels.npy"))) {
            assertThat(soft.rows()).isEqualTo(given.size());
        }
        assertThat(Files.readAllLines(directory.resolve("noise_matrix.csv"))).hasSize(given.classCount() + 1);
    }

    @Test
    void theQuickWayNeedsNoSearchAndTheSameSeedGivesTheSame() throws IOException {
        JsonNode one =
                JSON.readTree(audit(out.resolve("a"), "--json", "--quiet").out());
        assertThat(one.at("/judged_by").asText()).startsWith("5-fold cross-fitted outputs of harden, kappa");
        assertThat(one.has("chosen")).isFalse();
        audit(out.resolve("b"), "--instant", "--quiet", "--threads", "1");
        assertThat(Files.readString(out.resolve("a/issues.csv")))
                .isEqualTo(Files.readString(out.resolve("b/issues.csv")));
        JsonNode thorough = JSON.readTree(
                audit(out.resolve("c"), "--thorough", "--json", "--quiet").out());
        assertThat(thorough.at("/judged_by").asText())
                .contains(thorough.at("/chosen").asText());
        audit(out.resolve("d"), "--thorough", "--instant").isRefused("exclude each other");
    }

    @Test
    void flagsAtTakesAsManyAsLeaveSoManyFalseAlarms() throws IOException {
        int few = audit(out.resolve("a"), "--flags-at", "0.01", "--json", "--quiet")
                .json()
                .at("/issues")
                .asInt();
        int many = audit(out.resolve("b"), "--flags-at", "0.5", "--json", "--quiet")
                .json()
                .at("/issues")
                .asInt();
        assertThat(many).isGreaterThan(few);
        for (String name : List.of("a", "b")) {
            LabelTable corrected = LabelTable.read(out.resolve(name + "/labels.csv"), "label", "given");
            assertThat(IntStream.range(0, corrected.size())
                            .filter(i -> !corrected
                                    .labels()
                                    .get(i)
                                    .equals(corrected.column("given").get(i)))
                            .count())
                    .as("labels.csv corrects what is flagged, nothing else")
                    .isEqualTo(name.equals("a") ? few : many);
        }
        audit(out.resolve("c"), "--flags-at", "1").isRefused("share of false flags must lie in [0, 1) but is 1.0");
    }

    /** The rows of to_review.csv with their right labels filled in, some left unsure. */
    private Path answered(Path toReview, Labels truth) throws IOException {
        LabelTable rows = LabelTable.read(toReview, "given", "row", "stratum", "inclusion", "right_label");
        StringBuilder csv = new StringBuilder("row,stratum,inclusion,right_label\n");
        for (int i = 0; i < rows.size(); i++) {
            int row = Integer.parseInt(rows.column("row").get(i));
            csv.append("%d,%s,%s,"
                            .formatted(
                                    row,
                                    rows.column("stratum").get(i),
                                    rows.column("inclusion").get(i)))
                    .append(row % 17 == 0 ? "unsure" : "\"" + truth.name(row) + "\"")
                    .append('\n');
        }
        return Files.writeString(out.resolve("answers.csv"), csv);
    }

    @Test
    void reviewedRowsTellTheRateAndCountAsKnown() throws IOException {
        Labels given = LabelFile.readTraining(data.resolve("noisy.csv"), "label");
        Labels truth = LabelFile.read(data.resolve("train.csv"), "label", given.names());
        audit(out.resolve("a"), "--review", "60", "--quiet").succeeds();
        Path answers = answered(out.resolve("a/to_review.csv"), truth);
        CommandRun run = audit(out.resolve("b"), "--reviewed", answers, "--json", "--quiet");
        run.succeeds();
        double wrong = 1 - truth.agreement(given);
        assertThat(run.json().at("/noise_rate_low").asDouble()).isLessThan(wrong);
        assertThat(run.json().at("/noise_rate_high").asDouble()).isGreaterThan(wrong);
        assertThat(run.json().at("/reviewed").asInt()).isBetween(50, 60);
        LabelTable corrected = LabelTable.read(out.resolve("b/labels.csv"), "p_wrong", "given", "label", "suggested");
        LabelTable checked = LabelTable.read(answers, "right_label", "row");
        for (int i = 0; i < checked.size(); i++) {
            int row = Integer.parseInt(checked.column("row").get(i));
            String right = checked.labels().get(i);
            if (!right.equals("unsure")) {
                assertThat(Double.parseDouble(corrected.labels().get(row)))
                        .isEqualTo(right.equals(given.name(row)) ? 0 : 1);
                assertThat(corrected.column("label").get(row)).isEqualTo(right);
                assertThat(corrected.column("suggested").get(row)).isEqualTo(right);
            }
        }
        assertThat(audit(out.resolve("c"), "--reviewed", answers, "--quiet").out())
                .contains("reviewed rows say:")
                .contains("whatever the mistakes depend on");
        int most = IntStream.range(0, given.size())
                .filter(i -> given.get(i) != truth.get(i))
                .findFirst()
                .orElseThrow();
        String unlikely = given.names()
                .get(IntStream.range(0, given.classCount())
                        .filter(k -> k != given.get(most) && k != truth.get(most))
                        .findFirst()
                        .orElseThrow());
        Path first = Files.writeString(out.resolve("one.csv"), "row,right_label\n" + most + ",\"" + unlikely + "\"\n");
        audit(out.resolve("f"), "--reviewed", first, "--quiet").succeeds();
        LabelTable issues = LabelTable.read(out.resolve("f/issues.csv"), "suggested", "row");
        assertThat(issues.column("row").get(0)).isEqualTo(Integer.toString(most));
        assertThat(issues.labels().get(0)).isEqualTo(unlikely);
        Path list = Files.writeString(out.resolve("list.csv"), "row,right_label\n3," + truth.name(3) + "\n");
        assertThat(audit(out.resolve("d"), "--reviewed", list, "--quiet").out())
                .contains("not drawn at random")
                .contains("nothing was learned");
        Path bad = Files.writeString(out.resolve("bad.csv"), "row,right_label\n3,plumm\n");
        audit(out.resolve("e"), "--reviewed", bad).isRefused("plumm");
        audit(out.resolve("e"), "--review", "-1").isRefused("--review must be at least 0");
        assertThat(out.resolve("e")).doesNotExist();
    }

    @Test
    void copiesAreJudgedWithoutEachOtherAndReported() throws IOException {
        Path features = out.resolve("twice.npy");
        StringBuilder labels = new StringBuilder("label\n");
        Labels given = LabelFile.readTraining(data.resolve("noisy.csv"), "label");
        try (Matrix x = Npy.readMatrix(data.resolve("train_features.npy"));
                Matrix twice = Matrix.zeros(2 * x.rows(), x.columns())) {
            for (int i = 0; i < twice.rows(); i++) {
                twice.setRows(i, 1, x.row(i / 2));
                labels.append('"').append(given.name(i / 2)).append("\"\n");
            }
            Npy.writeMatrix(features, twice);
        }
        Path file = Files.writeString(out.resolve("twice.csv"), labels);
        CommandRun run = CommandRun.of(
                "audit", "--features", features, "--labels", file, "--out", out.resolve("a"), "--quiet", "--details");
        run.succeeds();
        assertThat(run.out()).contains("480 rows are copies of others and were judged without them");
        assertThat(json(out.resolve("a/metrics.json")).at("/judged_by").asText())
                .contains("copies held out together");
        LabelTable copies = LabelTable.read(out.resolve("a/copies.csv"), "row", "copy_of");
        assertThat(copies.size()).isEqualTo(480);
        int[] first = new int[480];
        for (int i = 0; i < copies.size(); i++) {
            first[Integer.parseInt(copies.labels().get(i))] =
                    Integer.parseInt(copies.column("copy_of").get(i));
        }
        for (int i = 0; i < first.length; i += 2) {
            assertThat(first[i]).isEqualTo(first[i + 1]).isLessThanOrEqualTo(i).isEven();
            assertThat(first[first[i]]).isEqualTo(first[i]);
        }
        CommandRun apart = CommandRun.of(
                "audit",
                "--features",
                features,
                "--labels",
                file,
                "--copies",
                "2",
                "--out",
                out.resolve("b"),
                "--quiet");
        apart.succeeds();
        assertThat(apart.out()).doesNotContain("are copies");
    }

    @Test
    void textsAreShownAndNeighboursNamed() throws IOException {
        Labels given = LabelFile.readTraining(data.resolve("noisy.csv"), "label");
        StringBuilder withText = new StringBuilder("text,label\n");
        for (int i = 0; i < given.size(); i++) {
            withText.append("\"<b>row, ")
                    .append(i)
                    .append("</b>\",\"")
                    .append(given.name(i))
                    .append("\"\n");
        }
        Path labels = Files.writeString(out.resolve("texts.csv"), withText);
        CommandRun run = CommandRun.of(
                "audit",
                "--features",
                data.resolve("train_features.npy"),
                "--labels",
                labels,
                "--instant",
                "--out",
                out.resolve("audit"),
                "--neighbours",
                "2");
        run.succeeds();
        assertThat(run.out()).contains("<b>row, ");
        LabelTable issues = LabelTable.read(out.resolve("audit/issues.csv"), "given", "row", "text", "rank");
        assertThat(Files.readString(out.resolve("audit/report.html"))).doesNotContain("<b>row");
        for (int i = 0; i < issues.size(); i++) {
            String row = issues.column("row").get(i);
            assertThat(issues.column("text").get(i)).isEqualTo("<b>row, " + row + "</b>");
            assertThat(issues.column("rank").get(i)).isEqualTo(Integer.toString(i + 1));
        }
        assertNeighbours(given);
    }

    /** Two other rows for each row to look at, in the order of the list, with their own texts and labels. */
    private void assertNeighbours(Labels given) throws IOException {
        List<String> listed =
                LabelTable.read(out.resolve("audit/review.csv"), "row").labels();
        LabelTable neighbours = LabelTable.read(
                out.resolve("audit/neighbours.csv"),
                "row",
                "rank",
                "neighbour_row",
                "neighbour_text",
                "neighbour_given");
        assertThat(neighbours.size()).isEqualTo(2 * listed.size()).isGreaterThanOrEqualTo(200);
        for (int i = 0; i < neighbours.size(); i++) {
            assertThat(neighbours.labels().get(i)).isEqualTo(listed.get(i / 2));
            assertThat(neighbours.column("rank").get(i)).isEqualTo(Integer.toString(i / 2 + 1));
            String row = neighbours.column("neighbour_row").get(i);
            assertThat(row).isNotEqualTo(listed.get(i / 2));
            assertThat(neighbours.column("neighbour_text").get(i)).isEqualTo("<b>row, " + row + "</b>");
            assertThat(neighbours.column("neighbour_given").get(i)).isEqualTo(given.name(Integer.parseInt(row)));
        }
    }

    /** The labels of noisy.csv with an id and the path of an image for each row, in a folder of its own. */
    private Path imagesAndIds() throws IOException {
        Labels given = LabelFile.readTraining(data.resolve("noisy.csv"), "label");
        StringBuilder csv = new StringBuilder("id,picture,label\n");
        for (int i = 0; i < given.size(); i++) {
            csv.append("name-").append(i).append(",../images/./").append(i).append(".png,\"");
            csv.append(given.name(i)).append("\"\n");
        }
        return Files.writeString(Files.createDirectories(out.resolve("lists")).resolve("pictures.csv"), csv);
    }

    @Test
    void idsAndImagesAreNamedInEveryFileOfAuditAndTrain() throws IOException {
        Path labels = imagesAndIds();
        for (String command : new String[] {"audit", "train"}) {
            Path directory = out.resolve(command);
            CommandRun run = CommandRun.of(
                    command,
                    "--features",
                    data.resolve("train_features.npy"),
                    "--labels",
                    labels,
                    "--out",
                    directory,
                    "--image-column",
                    "picture",
                    "--quiet");
            run.succeeds();
            LabelTable written = LabelTable.read(directory.resolve("labels.csv"), "given", "row", "id");
            for (int i = 0; i < written.size(); i++) {
                assertThat(written.column("id").get(i))
                        .isEqualTo("name-" + written.column("row").get(i));
            }
            String page = Files.readString(directory.resolve("report.html"));
            assertThat(page)
                    .contains("img-src data: 'self' file:")
                    .contains("\"name-")
                    .contains("\"../images/");
        }
        LabelTable issues = LabelTable.read(out.resolve("audit/issues.csv"), "given", "row", "id", "text");
        assertThat(issues.size()).isPositive();
        for (int i = 0; i < issues.size(); i++) {
            String row = issues.column("row").get(i);
            assertThat(issues.column("id").get(i)).isEqualTo("name-" + row);
            Path image = out.resolve("audit").resolve(issues.column("text").get(i));
            assertThat(image.normalize()).isEqualTo(out.resolve("images").resolve(row + ".png"));
        }
    }

    @Test
    void columnsThatCannotBeShownAreRefused() throws IOException {
        Path directory = out.resolve("audit");
        audit(directory, "--image-column", "text", "--text-column", "text").isRefused("exclude each other");
        audit(directory, "--image-column", "nothing").isRefused("nothing");
        audit(directory, "--id-column", "nothing").isRefused("nothing");
        assertThat(directory).doesNotExist();
    }

    /** The same probabilities as csv, with columns named, reversed and among others. */
    private Path namedInAnotherOrder(Path npy, Labels given) throws IOException {
        StringBuilder csv = new StringBuilder("row,plum,\"pear, ripe\",apple,certain\n");
        try (Matrix p = Npy.readMatrix(npy)) {
            for (int i = 0; i < given.size(); i++) {
                csv.append(i)
                        .append(',')
                        .append(p.get(i, 2))
                        .append(',')
                        .append(p.get(i, 1))
                        .append(',');
                csv.append(p.get(i, 0)).append(",0.5\n");
            }
        }
        return Files.writeString(out.resolve("p.csv"), csv);
    }

    private String issuesBy(Path probabilities) throws IOException {
        CommandRun run =
                audit(out.resolve("by"), "--probabilities", probabilities, "--out-of-sample", "--json", "--quiet");
        run.succeeds();
        return Files.readString(out.resolve("by/issues.csv"));
    }

    @Test
    void ownProbabilitiesNeedTheStatementThatTheyAreOutOfSample() throws IOException {
        Labels given = LabelFile.readTraining(data.resolve("noisy.csv"), "label");
        Path file = out.resolve("p.npy");
        try (Matrix p = Matrix.zeros(given.size(), given.classCount())) {
            for (int i = 0; i < p.rows(); i++) {
                for (int k = 0; k < p.columns(); k++) {
                    p.set(i, k, k == (given.get(i) + i % 2) % 3 ? 0.8f : 0.1f);
                }
            }
            Npy.writeMatrix(file, p);
        }
        audit(out.resolve("a"), "--probabilities", file).isRefused("say so with --out-of-sample");
        CommandRun run = audit(out.resolve("a"), "--probabilities", file, "--out-of-sample", "--json", "--quiet");
        run.succeeds();
        assertThat(run.json().at("/judged_by").asText()).contains("p.npy");
        assertThat(issuesBy(namedInAnotherOrder(file, given))).isEqualTo(Files.readString(out.resolve("a/issues.csv")));
        audit(out.resolve("b"), "--out-of-sample").isRefused("not given");
        audit(out.resolve("b"), "--probabilities", file, "--out-of-sample", "--thorough")
                .isRefused("exclude each other");
        audit(out.resolve("b"), "--probabilities", data.resolve("train_features.npy"), "--out-of-sample")
                .isRefused("expected 240 rows of 3 classes but found 240 rows of 8");
        audit(out.resolve("b"), "--neighbours", "-1").isRefused("--neighbours must be at least 0");
        audit(out.resolve("b"), "--text-column", "nothing").isRefused("nothing");
        assertThat(out.resolve("b")).doesNotExist();
    }
}
