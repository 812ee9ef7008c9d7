package io.rectify.fuzz;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Mutated files for every reader. Each reader runs in a process of its own with little memory; one that dies or hangs is noted
 * with the input that did it, and the next process goes on behind it.
 */
@Command(
        name = "fuzz",
        description = "Give mutated files to readers; they must read or refuse each in one line.",
        mixinStandardHelpOptions = true)
public final class HostileInput implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "READER", description = "Default: all: ${COMPLETION-CANDIDATES}")
    List<HostileReader> readers = List.of();

    @Option(names = "--count", defaultValue = "50000", description = "Inputs of a reader. Default: ${DEFAULT-VALUE}.")
    long count;

    @Option(
            names = "--native-count",
            defaultValue = "5000",
            description = "Inputs of one that runs native code, which takes longer. Default: ${DEFAULT-VALUE}.")
    long nativeCount;

    @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--seconds", defaultValue = "10", description = "Limit of one input. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(names = "--out", defaultValue = "fuzz/target/faults", description = "Folder for inputs that found a fault.")
    Path out = Path.of("fuzz/target/faults");

    @Option(
            names = "--corpus",
            description = "Only write the good files of one reader into this folder, for fuzz/jazzer.")
    @Nullable
    Path corpus;

    @Option(names = "--child", hidden = true, description = "Run in this process, from this input on.")
    long child = -1;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Files.createDirectories(out);
        List<HostileReader> chosen = readers.isEmpty() ? List.of(HostileReader.values()) : readers;
        if (corpus != null) {
            return writeCorpus(chosen.get(0), corpus);
        }
        if (child >= 0) {
            return runHere(chosen.get(0));
        }
        System.out.println("| reader | inputs | read | refused | faults | processes lost | slowest | most heap |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        boolean clean = true;
        for (HostileReader reader : chosen) {
            clean &= runInChildren(reader);
        }
        return clean ? 0 : 1;
    }

    /** The command by itself. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new HostileInput())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    private int writeCorpus(HostileReader reader, Path folder) throws IOException {
        List<byte[]> seeds = HostileSeeds.of(reader, folder);
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("good-" + i), seeds.get(i));
        }
        return 0;
    }

    private static String lower(HostileReader reader) {
        return reader.name().toLowerCase(Locale.ROOT);
    }

    private Path progressFile(HostileReader reader) {
        return out.resolve(lower(reader) + ".progress");
    }

    /** Index of the input in work, inputs read, inputs refused, faults, slowest in ms, most heap in kB. */
    private static MappedByteBuffer progress(Path file) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            return access.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 6 * Long.BYTES);
        }
    }

    private long count(HostileReader reader) {
        return reader.isNative() ? nativeCount : count;
    }

    private boolean runInChildren(HostileReader reader) throws IOException, InterruptedException {
        Files.deleteIfExists(progressFile(reader));
        MappedByteBuffer progress = progress(progressFile(reader));
        long total = count(reader);
        int lost = 0;
        for (long from = 0; from < total; ) {
            int exit = process(reader, from).waitFor();
            if (exit == 0) {
                break;
            }
            long at = progress.getLong(0);
            lost++;
            System.err.println(lower(reader) + ": input " + at + " ended its process with exit code " + exit);
            keep(reader, at, "lost");
            from = at + 1;
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %d | %d | %d ms | %,d kB |%n",
                lower(reader),
                total,
                progress.getLong(8),
                progress.getLong(16),
                progress.getLong(24),
                lost,
                progress.getLong(32),
                progress.getLong(40));
        return lost == 0 && progress.getLong(24) == 0;
    }

    private Process process(HostileReader reader, long from) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + out.resolve(lower(reader) + "-%p.log"),
                "-Dorg.bytedeco.javacpp.maxBytes=256m",
                "-Drectify.root=" + System.getProperty("rectify.root", ""),
                "-cp",
                System.getProperty("java.class.path"),
                HostileInput.class.getName(),
                reader.name(),
                "--child=" + from,
                "--count=" + count,
                "--native-count=" + nativeCount,
                "--seed=" + seed,
                "--seconds=" + seconds,
                "--out=" + out));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private int runHere(HostileReader reader) throws IOException {
        Path folder = Files.createTempDirectory(out, lower(reader));
        Path file = folder.resolve(reader.fileName());
        try {
            Mutator mutator = new Mutator(HostileSeeds.of(reader, folder), seed);
            HostileTrial trial = new HostileTrial(reader, HostileTrial.LARGEST_ALLOCATION);
            trial.limitTime(seconds);
            MappedByteBuffer progress = progress(progressFile(reader));
            long read = progress.getLong(8);
            long refused = progress.getLong(16);
            Set<String> known = new HashSet<>();
            for (long i = child; i < count(reader); i++) {
                progress.putLong(0, i);
                Optional<String> fault = trial.judge(file, reader.wrap(mutator.mutant(i)));
                progress.putLong(8, read + trial.read());
                progress.putLong(16, refused + trial.refused());
                progress.putLong(32, Math.max(progress.getLong(32), trial.slowestMillis()));
                progress.putLong(40, Math.max(progress.getLong(40), trial.largestKilobytes()));
                if (fault.isPresent()) {
                    progress.putLong(24, progress.getLong(24) + 1);
                    if (known.add(kind(fault.get()))) {
                        System.err.println(lower(reader) + ": input " + i + ": " + fault.get());
                        keep(reader, i, "fault");
                    }
                }
            }
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
        return 0;
    }

    /** Faults of the same place in the code are shown once. */
    private static String kind(String fault) {
        List<String> lines = fault.lines().toList();
        return lines.size() < 2
                ? fault.replaceAll("[0-9]+", "n")
                : lines.get(0).split(":", 2)[0] + lines.subList(1, lines.size());
    }

    private void keep(HostileReader reader, long i, String why) throws IOException {
        Path folder = Files.createTempDirectory(out, "again");
        byte[] bytes = reader.wrap(new Mutator(HostileSeeds.of(reader, folder), seed).mutant(i));
        Files.write(out.resolve(lower(reader) + "-" + why + "-" + i + "-" + reader.fileName()), bytes);
        Files.delete(folder);
    }
}
