package io.rectify.bench;

import io.rectify.studies.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a user waits for: whole processes from files to files, ours and those that people would run instead, in turn. */
@Command(
        name = "waiting",
        description =
                "Seconds of whole processes in turn: audit, audit --thorough and train beside scikit-learn and cleanlab; of"
                        + " 50,000 generated rows of 1,280 features in 10 classes, wide, without train.",
        mixinStandardHelpOptions = true)
final class Waiting implements Callable<Integer> {
    @Option(names = "--datasets", split = ",", defaultValue = "banking77,clinc150,noisyag," + WideData.NAME)
    List<String> dataSets = List.of();

    @Option(names = "--runs", defaultValue = "3", description = "The median counts. Default: ${DEFAULT-VALUE}.")
    int runs;

    @Option(names = "--python", required = true, description = "Python with scikit-learn, cleanlab and pandas.")
    Path python = Path.of("python3");

    private final Path root = Path.of(System.getProperty("rectify.root", "")).toAbsolutePath();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("rectify-waiting");
        try {
            System.out.println(
                    "| data | audit | audit --thorough | five folds + cleanlab | folds / audit | folds / thorough"
                            + " | train | C by five folds | grid / train |");
            System.out.println("|---|---|---|---|---|---|---|---|---|");
            System.out.printf(
                    Locale.ROOT,
                    "| `--help` | %.2f | | | | | | | |%n",
                    GradientRate.median(timesOf(root.resolve("rectify").toString(), "--help")));
            for (String name : dataSets) {
                measure(name, WideData.orShared(name, folder), !name.equals(WideData.NAME), folder);
            }
        } finally {
            TrainingMemory.delete(folder);
        }
        return 0;
    }

    /** @param training whether train and the grid are timed too, of which the grid takes eight times as long as the folds */
    private void measure(String name, Path data, boolean training, Path folder)
            throws IOException, InterruptedException {
        String features = data.resolve("train_minilm.npy").toString();
        String labels = data.resolve("train.csv").toString();
        String peer = root.resolve("bench")
                .resolve("peers")
                .resolve("whole_process.py")
                .toString();
        double[][] seconds = new double[5][runs];
        for (int run = 0; run < runs; run++) {
            String rectify = root.resolve("rectify").toString();
            String[][] commands = {
                {rectify, "audit", "--features", features, "--labels", labels, "--quiet", "--out", "quick"},
                {rectify, "audit", "--thorough", "--features", features, "--labels", labels, "--quiet", "--out", "full"
                },
                {python.toString(), peer, "folds", features, labels, "issues.csv"},
                {rectify, "train", "--features", features, "--labels", labels, "--quiet", "--out", "run"},
                {python.toString(), peer, "grid", features, labels, "weights.npy"},
            };
            for (int i = 0; i < (training ? 5 : 3); i++) {
                Path place = Files.createTempDirectory(folder, "run");
                String[] command = commands[i];
                command[command.length - 1] =
                        place.resolve(command[command.length - 1]).toString();
                seconds[i][run] = seconds(command);
            }
        }
        double[] median =
                Arrays.stream(seconds).mapToDouble(GradientRate::median).toArray();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f | %.1f |",
                name,
                median[0],
                median[1],
                median[2],
                median[2] / median[0],
                median[2] / median[1]);
        System.out.println(
                training
                        ? String.format(
                                Locale.ROOT, " %.1f | %.1f | %.1f |", median[3], median[4], median[4] / median[3])
                        : " | | |");
    }

    private double[] timesOf(String... command) throws IOException, InterruptedException {
        double[] seconds = new double[runs];
        for (int run = 0; run < runs; run++) {
            seconds[run] = seconds(command);
        }
        return seconds;
    }

    private static double seconds(String... command) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = Peer.process(List.of(command))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with exit code " + process.exitValue());
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
