package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.LabelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that people gave, 19.75 % wrong, audited; a reviewer who knows the truth answers the 200 rows of the random sample. */
class ReviewedNoisyAgTest {
    private static final double WRONG = 0.1975;

    @TempDir
    Path folder;

    private static Path data() {
        String named = System.getenv("RECTIFY_DATA");
        Stream<Path> places = named != null
                ? Stream.of(Path.of(named))
                : Stream.iterate(Path.of("").toAbsolutePath(), place -> place != null, Path::getParent)
                        .map(place -> place.resolve("shared/data"));
        Optional<Path> found = places.map(place -> place.resolve("noisyag"))
                .filter(Files::isDirectory)
                .findFirst();
        assumeTrue(found.isPresent(), "SKIPPED: no folder shared/data beside the project");
        return found.orElseThrow();
    }

    @Test
    void twoHundredAnswersTellTheRateAndTeach() throws IOException, InterruptedException {
        Path features = data().resolve("train_minilm.npy");
        LabelTable table = LabelTable.read(data().resolve("train.csv"), "label", "text", "true_label");
        List<String> truth = table.column("true_label");
        Path given = folder.resolve("given.csv");
        CsvOutput.write(
                given,
                List.of("text", "label"),
                IntStream.range(0, table.size())
                        .mapToObj(i -> List.of(
                                table.column("text").get(i), table.labels().get(i))));
        Path audit = folder.resolve("audit");
        CommandRun.of("audit", "--features", features, "--labels", given, "--quiet", "--out", audit)
                .succeeds();
        TreeSet<Integer> mended = new TreeSet<>();
        try (ReviewClient reviewer = ReviewClient.of(audit)) {
            for (JsonNode item : reviewer.json("items?queue=sample&limit=200").path("items")) {
                String right = truth.get(item.path("row").asInt());
                boolean keep = item.path("given").asText().equals(right);
                reviewer.decide("sample", item, keep ? "KEEP" : "LABEL", keep ? "" : right);
                if (!keep) {
                    mended.add(item.path("row").asInt());
                }
            }
            JsonNode stats = reviewer.json("stats");
            assertThat(stats.path("answered").asInt()).isEqualTo(200);
            assertThat(stats.path("noiseRate").path("low").asDouble()).isBetween(0.05, WRONG);
            assertThat(stats.path("noiseRate").path("high").asDouble()).isBetween(WRONG, 0.4);
            Path fixed = folder.resolve("fixed.csv");
            Files.writeString(fixed, reviewer.get("exports/labels"));
            List<String> labels = LabelTable.read(fixed, "label").labels();
            assertThat(labels).hasSize(table.size());
            assertThat(IntStream.range(0, labels.size())
                            .filter(i -> !labels.get(i).equals(table.labels().get(i)))
                            .boxed())
                    .containsExactlyElementsOf(mended)
                    .allMatch(i -> labels.get(i).equals(truth.get(i)));
            assertThat(LabelTable.read(fixed, "label", "text").column("text")).isEqualTo(table.column("text"));
        }
        JsonNode learned = CommandRun.of(
                        "audit",
                        "--features",
                        features,
                        "--labels",
                        given,
                        "--reviewed",
                        audit.resolve("review.jsonl"),
                        "--true-labels",
                        data().resolve("train.csv"),
                        "--true-label-column",
                        "true_label",
                        "--quiet",
                        "--json",
                        "--out",
                        folder.resolve("second"))
                .succeeds()
                .json();
        System.out.println("NoisyAG: " + mended.size() + " of 200 wrong, rate " + learned.path("noise_rate") + " ("
                + learned.path("noise_rate_low") + " to " + learned.path("noise_rate_high") + "), F1 "
                + learned.path("detection").path("f1"));
        assertThat(learned.path("noise_rate_low").asDouble()).isLessThan(WRONG);
        assertThat(learned.path("noise_rate_high").asDouble()).isGreaterThan(WRONG);
        assertThat(learned.path("detection").path("f1").asDouble()).isGreaterThan(0.5);
        assertThat(learned.path("false_discovery_rate").isNumber())
                .as("the sample is along the ranking of the audit")
                .isTrue();
    }
}
