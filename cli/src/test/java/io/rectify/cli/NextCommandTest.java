package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.formats.LabelTable;
import io.rectify.formats.TextFormat;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed to go on with works as it is printed, read by a shell. */
class NextCommandTest {
    private static final Charset LATIN = Charset.forName("windows-1252");

    @TempDir
    Path folder;

    /** The words of a line as a shell splits them. */
    private static List<String> words(String line) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + line)
                .redirectErrorStream(true)
                .start();
        List<String> words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(shell.waitFor()).isZero();
        return words;
    }

    private static String next(CommandRun run, String command) {
        return run.out()
                .lines()
                .map(line -> line.replaceFirst("^Next: ", "").strip())
                .filter(line -> line.startsWith("rectify " + command))
                .findFirst()
                .orElseThrow();
    }

    /** Another label column, marks between fields, an encoding, ids and a folder with a blank and a quote. */
    @Test
    void theOptionsThatReadingNeedsAreRepeated() throws IOException, InterruptedException {
        Path home = Files.createDirectory(folder.resolve("it's here"));
        TrainingFiles files = TrainingFiles.small(home);
        List<String> given = LabelTable.read(files.file("noisy.csv"), "label").labels();
        StringBuilder csv = new StringBuilder("key;Gefühl;note\n");
        for (int i = 0; i < given.size(); i++) {
            csv.append("k").append(i).append(';').append(given.get(i)).append(";é\n");
        }
        Path labels = Files.writeString(home.resolve("mine.csv"), csv, LATIN);
        CommandRun audit = CommandRun.of(
                        "audit",
                        "--features",
                        files.file("train_features.npy"),
                        "--labels",
                        labels,
                        "--label-column=Gefühl",
                        "--id-column",
                        "key",
                        "--delimiter",
                        ";",
                        "--encoding",
                        "windows-1252",
                        "--out",
                        home.resolve("audit"))
                .succeeds();
        Path review = home.resolve("audit").resolve("review.csv");
        List<String> lines = Files.readAllLines(review);
        String row = lines.get(1).split(",", -1)[0];
        Files.write(review, List.of("row,decision", row + ",drop"));

        List<String> words = new ArrayList<>(words(next(audit, "apply")));
        assertThat(words.remove(0)).isEqualTo("rectify");
        assertThat(words.get(words.size() - 1)).isEqualTo("fixed.csv");
        Path fixed = home.resolve("fixed.csv");
        words.set(words.size() - 1, fixed.toString());
        CommandRun apply = CommandRun.of(words.toArray()).succeeds();
        assertThat(apply.out()).contains("without --encoding: it is in UTF-8");
        TextFormat format = new TextFormat(Optional.of(';'), Optional.empty());
        assertThat(LabelTable.columnNames(fixed, format)).containsExactly("key", "Gefühl", "note");
        assertThat(Files.readAllLines(fixed)).hasSize(given.size());
        String page = Files.readString(home.resolve("audit").resolve("report.html"));
        assertThat(page).contains("--label-column Gefühl --id-column key");
    }

    @Test
    void whatReadsFeaturesIsRepeated() throws IOException, InterruptedException {
        TrainingFiles files = TrainingFiles.small(folder);
        Path table = folder.resolve("t.csv");
        CommandRun.of("convert", files.file("train_features.npy"), table, "--labels", files.file("noisy.csv"))
                .succeeds();
        CommandRun train = CommandRun.of(
                        "train",
                        "--features",
                        table,
                        "--features-columns",
                        "f0,f1,f2",
                        "--method",
                        "logistic",
                        "--out",
                        folder.resolve("run"))
                .succeeds();
        List<String> words = new ArrayList<>(words(next(train, "predict")));
        words.remove(0);
        words.set(words.indexOf("NEW_FEATURES"), table.toString());
        Path predictions = folder.resolve("predictions.csv");
        words.set(words.size() - 1, predictions.toString());
        CommandRun.of(words.toArray()).succeeds();
        assertThat(predictions).exists();
    }

    /** The launcher says what it was called by, or that it is on the path; here it finds a program of the test in place of Java. */
    @Test
    void theLauncherSaysWhatItWasCalledBy() throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("r"));
        Path launcher = home.resolve("rectify");
        Files.copy(Path.of("..").resolve("rectify"), launcher);
        Files.createDirectories(home.resolve("cli/target"));
        Files.writeString(home.resolve("cli/target/rectify.jar"), "");
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho \"$RECTIFY_COMMAND\"\n");
        for (Path program : List.of(launcher, java)) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        String path = bin + ":" + System.getenv("PATH");
        assertThat(launched(List.of("./rectify"), home, path)).isEqualTo("./rectify");
        assertThat(launched(List.of("r/rectify"), folder, path)).isEqualTo("r/rectify");
        Files.createSymbolicLink(bin.resolve("rectify"), launcher);
        assertThat(launched(List.of("rectify"), folder, path)).isEqualTo("rectify");
    }

    private static String launched(List<String> command, Path directory, String path)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", String.join(" ", command)).directory(directory.toFile());
        builder.environment().putAll(Map.of("PATH", path, "JAVA_HOME", ""));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void whatTheLauncherSaysIsPrinted() throws IOException, InterruptedException {
        ProcessBuilder demo = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RectifyCommand.class.getName(),
                "demo",
                "--digits",
                "--seeds",
                "1");
        demo.environment().put("RECTIFY_COMMAND", "./my tools/rectify");
        Process process = demo.redirectErrorStream(true).start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Now your own data: './my tools/rectify' train --help");
        assertThat(process.waitFor()).isZero();
    }
}
