package io.rectify.cli;

import io.rectify.AuditOptions;
import io.rectify.LabelAudit;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.audit.Detection;
import io.rectify.data.Dataset;
import io.rectify.embed.Embedding;
import io.rectify.embed.EmbeddingOptions;
import io.rectify.embed.ModelCache;
import io.rectify.embed.ModelSource;
import io.rectify.embed.Texts;
import io.rectify.formats.Table;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableOptions;
import io.rectify.linalg.Machine;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify doctor}: what rectify runs on, and whether it works there. */
@Command(
        name = "doctor",
        header = {
            "Say what rectify runs on and test itself, in a few seconds; paste the output into a bug report.",
            "  rectify doctor",
            "  rectify doctor --json",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit code 1 if a test fails."})
final class DoctorCommand implements Callable<Integer> {
    /** Of the digits' labels, made wrong. */
    private static final double RATE = 0.1;

    /** Less than this average precision on the digits is a fault; it is .97. */
    private static final double LEAST_PRECISION = 0.9;

    private static final long MEGABYTE = 1 << 20;

    @Option(names = "--json", description = "Print one JSON object instead.")
    boolean json;

    @Mixin
    ThreadOptions threads = new ThreadOptions();

    /** A test that says what it saw. */
    @FunctionalInterface
    private interface Test {
        /** @throws Exception whatever is wrong, in words */
        String run(Path folder) throws Exception;
    }

    /** What came of a test. */
    private record Outcome(String name, boolean passed, String said, double seconds) {}

    @Override
    public Integer call() throws IOException {
        Map<String, String> facts = facts();
        if (!json) {
            facts.forEach((name, value) -> System.out.printf("%-18s %s%n", name, value));
            System.out.println();
        }
        List<Outcome> outcomes = new ArrayList<>();
        Path folder = Files.createTempDirectory("rectify-doctor");
        try {
            for (Map.Entry<String, Test> test : tests().entrySet()) {
                Outcome outcome = outcome(test.getKey(), test.getValue(), folder);
                outcomes.add(outcome);
                if (!json) {
                    System.out.printf(
                            Locale.ROOT,
                            "%-18s %s: %s (%.1f s)%n",
                            outcome.name(),
                            outcome.passed() ? "works" : "FAILS",
                            outcome.said(),
                            outcome.seconds());
                }
            }
        } finally {
            delete(folder);
        }
        boolean passed = outcomes.stream().allMatch(Outcome::passed);
        if (json) {
            Map<String, Object> values = new LinkedHashMap<>(facts);
            outcomes.forEach(
                    outcome -> values.put(outcome.name(), Map.of("works", outcome.passed(), "said", outcome.said())));
            values.put("works", passed);
            System.out.print(Json.page(values));
        } else {
            System.out.println();
            System.out.println(
                    passed ? "Everything works here." : "Something does not work here: see the lines that say FAILS.");
        }
        return passed ? 0 : 1;
    }

    private Map<String, String> facts() throws IOException {
        Runtime runtime = Runtime.getRuntime();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("rectify", Version.current());
        facts.put(
                "java",
                System.getProperty("java.version") + ", " + System.getProperty("java.vm.name") + " of "
                        + System.getProperty("java.vendor") + ", " + System.getProperty("java.home"));
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch") + ", file names in " + System.getProperty("sun.jnu.encoding"));
        facts.put("processor", processor() + ", " + runtime.availableProcessors() + " to be used");
        facts.put(
                "memory",
                String.format(
                        Locale.ROOT,
                        "%,d MB, of which Java's heap may take %,d",
                        Machine.memory() / MEGABYTE,
                        runtime.maxMemory() / MEGABYTE));
        facts.put("models", ModelCache.defaultFolder().toString());
        facts.put("temporary files", System.getProperty("java.io.tmpdir"));
        return facts;
    }

    /** As the system calls it, where it says so in a file. */
    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return "of a make that is not told";
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("of a make that is not told");
        }
    }

    private static Outcome outcome(String name, Test test, Path folder) {
        long begin = System.nanoTime();
        boolean passed = false;
        String said;
        try {
            said = test.run(folder);
            passed = true;
        } catch (Exception | LinkageError e) {
            said = e.getMessage() == null
                    ? e.getClass().getName()
                    : e.getMessage().lines().findFirst().orElse("");
        }
        return new Outcome(name, passed, said, (System.nanoTime() - begin) / 1e9);
    }

    private Map<String, Test> tests() {
        Map<String, Test> tests = new LinkedHashMap<>();
        tests.put("matrices", folder -> matrices());
        tests.put("audit", folder -> audit());
        tests.put("parquet", DoctorCommand::parquet);
        tests.put("sentence model", DoctorCommand::sentences);
        return tests;
    }

    private String matrices() {
        Machine.Check check = Machine.check(threads.count());
        String said = String.format(
                Locale.ROOT,
                "%s, %s exponential, %.0f GFLOP/s, off by %.1g",
                Machine.library(),
                Machine.kernel(),
                check.gigaflops(),
                check.error());
        if (!check.isRight()) {
            throw new IllegalStateException(said + ", which is not rounding");
        }
        return said;
    }

    private String audit() {
        Dataset digits = Digits.read();
        Dataset given = digits.withGiven(new Corruption.Symmetric(RATE).apply(digits.given(), 1));
        AuditOptions options = AuditOptions.DEFAULTS.withThreads(threads.count());
        try (LabelAudit audit = Rectify.audit(given, options, Monitor.SILENT)) {
            Detection found = Detection.of(audit.details().issues(), digits.given());
            String said = String.format(
                    Locale.ROOT,
                    "%d of %d wrong labels of the bundled digits flagged, average precision %.2f",
                    found.found(),
                    found.wrong(),
                    found.averagePrecision());
            if (!(found.averagePrecision() >= LEAST_PRECISION)) {
                throw new IllegalStateException(said);
            }
            return said;
        }
    }

    private static String parquet(Path folder) throws IOException {
        Path file = folder.resolve("table.parquet");
        float[][] rows = {{1, 2, 3}, {-4, 0.5f, 6}};
        try (Matrix features = Matrix.of(rows)) {
            TableFile.write(file, new Table(features, List.of(), Map.of()));
            try (Table again = TableFile.read(file, TableOptions.DEFAULTS.withoutTexts())) {
                if (!again.features().contentEquals(features)) {
                    throw new IllegalStateException("a table was not read as it was written");
                }
            }
        }
        return "a table was written and read";
    }

    private static String sentences(Path folder) throws IOException {
        List<String> texts =
                IntStream.range(0, 3).mapToObj(i -> "text number " + i).toList();
        Embedding.Result result = Embedding.run(
                ModelSource.builtIn(),
                new Texts(folder.resolve("texts.csv"), texts),
                EmbeddingOptions.DEFAULTS,
                folder.resolve("features.npy"),
                Embedding.Monitor.SILENT);
        return result.rows() + " texts embedded in " + result.columns() + " numbers each";
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
