package io.rectify.bench;

import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Peak resident memory of a whole {@code rectify train} process, as a multiple of its data. */
@Command(
        name = "training-memory",
        description = "Peak resident memory of a rectify train process over (features + rows x classes) bytes.",
        mixinStandardHelpOptions = true)
final class TrainingMemory implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "200000")
    int rows;

    @Option(names = "--features", defaultValue = "384")
    int features;

    @Option(names = "--classes", defaultValue = "150")
    int classes;

    @Option(names = "--method", split = ",", defaultValue = "teacher,sd,top2-gce,harden")
    String[] methods = {};

    @Option(
            names = "--heap",
            defaultValue = "512m",
            description = "Java heap of the process. Default: ${DEFAULT-VALUE}.")
    String heap = "512m";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("rectify-memory");
        try {
            write(folder);
            long data = 4L * rows * features + 4L * rows * classes;
            System.out.printf(
                    Locale.ROOT,
                    "N=%d D=%d K=%d: features %d MB, rows x classes %d MB, heap %s%n",
                    rows,
                    features,
                    classes,
                    4L * rows * features >> 20,
                    4L * rows * classes >> 20,
                    heap);
            for (String method : methods) {
                long peak = peak(folder, method);
                System.out.printf(
                        Locale.ROOT,
                        "  %-10s peak resident %5d MB = %.2f x (features + rows x classes)%n",
                        method,
                        peak >> 20,
                        (double) peak / data);
            }
        } finally {
            delete(folder);
        }
        return 0;
    }

    private void write(Path folder) throws IOException {
        Random random = new Random(1);
        try (Matrix x = GradientRate.gaussian(random, rows, features, 1)) {
            Npy.writeMatrix(folder.resolve("x.npy"), x);
        }
        List<String> lines = new ArrayList<>(List.of("label"));
        random.ints(rows, 0, classes).forEach(label -> lines.add("class " + label));
        Files.write(folder.resolve("y.csv"), lines);
    }

    private long peak(Path folder, String method) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+UseParallelGC",
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                "io.rectify.cli.RectifyCommand",
                "train",
                "--features",
                folder.resolve("x.npy").toString(),
                "--labels",
                folder.resolve("y.csv").toString(),
                "--out",
                folder.resolve("run").toString(),
                "--overwrite",
                "--quiet",
                "--method",
                method));
        if (List.of("sd", "spectral").contains(method)) {
            command.addAll(List.of("--rounds", "2"));
        }
        if (!List.of("spectral", "beta-smoothing").contains(method)) {
            command.addAll(List.of("--max-iterations", "8"));
        }
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long peak = 0;
        while (process.isAlive()) {
            peak = Math.max(peak, ProcessMemory.peak(process.pid()).orElse(0));
            Thread.sleep(20);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("rectify train ended with exit code " + process.exitValue());
        }
        return peak;
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
