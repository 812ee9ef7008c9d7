package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
    @Test
    void selfDistillationBeatsItsTeacherOnTheBundledDigits() {
        CommandRun run = CommandRun.of("demo");

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
