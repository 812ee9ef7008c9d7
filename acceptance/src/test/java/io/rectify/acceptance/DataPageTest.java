package io.rectify.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of docs/data.md runs, on the files that the page shows. */
class DataPageTest {
    @TempDir
    Path folder;

    private static String page() throws IOException {
        return Files.readString(Project.root().resolve("docs/data.md"));
    }

    @Test
    void everyCommandRuns() throws IOException, InterruptedException {
        List<String> commands = new ArrayList<>();
        Matcher blocks = Pattern.compile("```(\\w+)(?: (\\S+))?\\n(.*?)```", Pattern.DOTALL)
                .matcher(page());
        while (blocks.find()) {
            if (blocks.group(2) != null) {
                Files.writeString(folder.resolve(blocks.group(2)), blocks.group(3));
            } else {
                assertThat(blocks.group(1)).isEqualTo("sh");
                commands.addAll(blocks.group(3).lines().toList());
            }
        }
        assertThat(commands).hasSizeGreaterThan(9);
        for (String command : commands) {
            List<String> words = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.rectify.cli.RectifyCommand"));
            assertThat(command).startsWith("./rectify ");
            List<String> typed = List.of(command.replace("'", "").split(" "));
            words.addAll(typed.subList(1, typed.size()));
            Process process = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(command + "\n" + printed).isZero();
        }
        assertThat(Files.readString(folder.resolve("agreed.csv")))
                .startsWith("row,label,confidence,majority,answers,p_cat,p_dog\n0,cat,");
        assertThat(Files.readString(folder.resolve("run/labels.csv"))).contains("\n4,e,five,,dog,");
        assertThat(Files.readAllBytes(folder.resolve("soft/model.onnx")))
                .isNotEqualTo(Files.readAllBytes(folder.resolve("agreed/model.onnx")));
    }
}
