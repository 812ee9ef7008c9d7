package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.formats.LabelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @TempDir
    Path folder;

    /** 45 of 455 labels are wrong; the report is the last thing named. */
    @Test
    void theAuditFindsWhatWasPlantedAmongTheTexts() throws IOException {
        Path out = folder.resolve("demo");
        CommandRun run = CommandRun.of("demo", "--out", out);

        run.succeeds();
        Path report = out.resolve("audit").resolve("report.html");
        assertThat(run.out().stripTrailing()).endsWith(report.toString());
        assertThat(report).exists();
        JsonNode metrics = CommandRun.json(out.resolve("audit").resolve("metrics.json"));
        assertThat(metrics.get("rows").asInt()).isEqualTo(455);
        List<String> right = LabelTable.read(out.resolve("right.csv"), "label").labels();
        List<String> given = LabelTable.read(out.resolve("texts.csv"), "label").labels();
        List<Integer> first = Files.readAllLines(out.resolve("audit").resolve("issues.csv")).stream()
                .skip(1)
                .filter(line -> line.matches("\\d+,.*"))
                .limit(30)
                .map(line -> Integer.parseInt(line.split(",")[0]))
                .toList();
        assertThat(first).hasSize(30);
        assertThat(first.stream().filter(row -> !right.get(row).equals(given.get(row))))
                .hasSizeGreaterThanOrEqualTo(27);
        CommandRun.of("demo", "--out", out).succeeds();
        Files.writeString(out.resolve("thesis.tex"), "all of it");
        CommandRun.of("demo", "--out", out).isRefused("holds thesis.tex, which the demo does not write");
    }

    @Test
    void selfDistillationBeatsItsTeacherOnTheBundledDigits() {
        CommandRun run = CommandRun.of("demo", "--digits");

        run.succeeds();
        double teacher = testPercent(run.out(), "teacher, t = 1");
        assertThat(testPercent(run.out(), "self-distillation, t = 5")).isGreaterThan(teacher + 4);
        assertThat(testPercent(run.out(), "top-2 student, generalised CE")).isGreaterThan(teacher + 6);
        assertThat(testPercent(run.out(), "hardened student")).isGreaterThan(teacher + 4);
    }

    private static double testPercent(String table, String model) {
        Matcher matcher = Pattern.compile(Pattern.quote(model) + "\\s+[\\d.]+ %\\s+([\\d.]+) %")
                .matcher(table);
        assertThat(matcher.find()).as(table).isTrue();
        return Double.parseDouble(matcher.group(1));
    }
}
