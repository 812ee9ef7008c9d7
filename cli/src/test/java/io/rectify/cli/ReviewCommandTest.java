package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewCommandTest {
    @TempDir
    Path folder;

    /** 120 points around two centres, every tenth label wrong; labels in a csv with columns of others. */
    private Path audit() throws IOException {
        Random random = new Random(1);
        StringBuilder points = new StringBuilder("a,b,c\n");
        StringBuilder labels = new StringBuilder("note;label;id\n");
        for (int i = 0; i < 120; i++) {
            int side = i % 2;
            points.append(String.format(
                    "%.3f,%.3f,%.3f%n",
                    side * 4 + random.nextGaussian(), random.nextGaussian(), random.nextGaussian()));
            labels.append(String.format("\"n;%d\";%s;r%d%n", i, (i % 10 == 0) == (side == 0) ? "right" : "left", i));
        }
        Files.writeString(folder.resolve("points.csv"), points);
        Files.writeString(folder.resolve("labels.csv"), labels);
        Path audit = folder.resolve("audit");
        CommandRun.of(
                        "audit",
                        "--features",
                        folder.resolve("points.csv"),
                        "--labels",
                        folder.resolve("labels.csv"),
                        "--quiet",
                        "--out",
                        audit)
                .succeeds();
        return audit;
    }

    @Test
    void fromAuditToMendedLabels() throws IOException, InterruptedException {
        Path audit = audit();
        try (ReviewClient client = ReviewClient.of(audit)) {
            JsonNode item =
                    client.json("items?queue=suspicion&limit=1").path("items").get(0);
            int row = item.path("row").asInt();
            JsonNode alike =
                    client.json("items?queue=like:" + row + "&limit=200").path("items");
            assertThat(alike).isNotEmpty().allMatch(other -> other.path("given").equals(item.path("given")));
            client.decide("suspicion", item, "LABEL", item.path("suggested").asText());
            List<String> expected = Files.readAllLines(folder.resolve("labels.csv"));
            expected.set(
                    row + 1,
                    expected.get(row + 1)
                            .replace(
                                    ";" + item.path("given").asText() + ";",
                                    ";" + item.path("suggested").asText() + ";"));
            assertThat(client.get("exports/labels").lines().toList()).isEqualTo(expected);
            CommandRun second = CommandRun.of("review", audit, "--no-open");
            assertThat(second.exitCode()).isEqualTo(2);
            assertThat(second.err()).contains("is open in another rectify review");
            Path fixed = folder.resolve("fixed.csv");
            CommandRun.of(
                            "apply",
                            "--labels",
                            folder.resolve("labels.csv"),
                            "--decisions",
                            audit.resolve("review.jsonl"),
                            "--out",
                            fixed)
                    .succeeds();
            assertThat(Files.readAllLines(fixed)).isEqualTo(expected);
        }
        CommandRun overwritten = CommandRun.of(
                "audit",
                "--features",
                folder.resolve("points.csv"),
                "--labels",
                folder.resolve("labels.csv"),
                "--quiet",
                "--overwrite",
                "--out",
                audit);
        assertThat(overwritten.exitCode()).isEqualTo(2);
        assertThat(overwritten.err()).contains("review.jsonl");
    }

    @Test
    void whatCannotBeReviewedIsSaid() throws IOException {
        assertThat(CommandRun.of("review", folder.resolve("none")).err()).contains("is not a directory that rectify");
        Path audit = audit();
        assertThat(CommandRun.of("review", audit, "--port", "70000").err()).contains("--port must be 0 to 65535");
        assertThat(CommandRun.of("review", audit, "--keystore", "x").err()).contains("with whom says --share");
        assertThat(CommandRun.of("review", audit, "--share", "ann,ann").err())
                .contains("--share needs different names");
        assertThat(CommandRun.of("review", audit, "--share", "ann", "--host", "h", "--keystore", "x")
                        .err())
                .contains("x is not there");
        assertThat(CommandRun.of("review", audit, "--sample", "0").err()).contains("--sample must be at least 1");
        Files.delete(audit.resolve("soft_labels.npy"));
        assertThat(CommandRun.of("review", audit).err()).contains("has no soft_labels.npy");
    }

    /** Two people with a copy each; whatever one of them decided is in the merged journal, which audit and apply take. */
    @Test
    void journalsAreMerged() throws IOException, InterruptedException {
        Path audit = audit();
        Path ann = folder.resolve("ann.jsonl");
        try (ReviewClient client = ReviewClient.of(audit)) {
            JsonNode item =
                    client.json("items?queue=suspicion&limit=1").path("items").get(0);
            client.decide("suspicion", item, "LABEL", item.path("suggested").asText());
        }
        Files.move(audit.resolve("review.jsonl"), ann);
        try (ReviewClient client = ReviewClient.of(audit)) {
            for (JsonNode item :
                    client.json("items?queue=suspicion&from=1&limit=2").path("items")) {
                client.decide("suspicion", item, "KEEP", "");
            }
        }
        Path out = folder.resolve("both.jsonl");
        Object[] command = {"review", "--merge", ann, audit.resolve("review.jsonl"), "--out", out};
        assertThat(CommandRun.of(command).succeeds().out())
                .contains(
                        "both.jsonl: 3 actions on 3 rows, 0 of them in several journals; reviewers disagree on 0 rows");
        assertThat(Files.readAllLines(out)).hasSize(4);
        CommandRun again = CommandRun.of(command);
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("both.jsonl is there already");
        CommandRun none = CommandRun.of("review", "--merge", ann, audit.resolve("review.jsonl"));
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("--merge needs --out");
        Path fixed = folder.resolve("fixed.csv");
        CommandRun.of("apply", "--labels", folder.resolve("labels.csv"), "--decisions", out, "--out", fixed)
                .succeeds();
        List<String> lines = Files.readAllLines(fixed);
        List<String> before = Files.readAllLines(folder.resolve("labels.csv"));
        assertThat(java.util.stream.IntStream.range(0, lines.size())
                        .filter(i -> !lines.get(i).equals(before.get(i))))
                .hasSize(1);
    }
}
