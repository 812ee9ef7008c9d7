package io.rectify.bench;

import io.rectify.linalg.Blas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The page of speed, docs/performance.md: what the measurements print, one after the other, on a machine that does nothing else. */
@Command(
        name = "report",
        description =
                "Measures what a user waits for, probes, gradients and files beside their peers, and writes docs/performance.md.",
        mixinStandardHelpOptions = true)
final class Report implements Callable<Integer> {
    @Option(
            names = "--python",
            required = true,
            description = "Python with scikit-learn, cleanlab, pandas and pyarrow.")
    Path python = Path.of("python3");

    @Option(names = "--torch", description = "Python with PyTorch, for a third peer of one probe.")
    @Nullable
    Path torch;

    @Option(names = "--runs", defaultValue = "3", description = "Of whole processes. Default: ${DEFAULT-VALUE}.")
    int runs;

    @Option(names = "--out", description = "Default: docs/performance.md.")
    Path out = Path.of(System.getProperty("rectify.root", ""), "docs", "performance.md");

    /** One measurement: its words for people and those of its command. */
    private record Section(String title, String words, Callable<Integer> command, String... arguments) {}

    @Override
    public Integer call() throws IOException {
        String with = "--python=" + python;
        List<Section> sections = List.of(
                new Section(
                        "What a user waits for",
                        "Seconds of whole processes from files to files, medians of " + runs
                                + " in turn: MiniLM features, labels as they come; of wide, 50,000 generated rows of 1,280 features in 10 classes, a tenth of the labels are wrong. The peers are"
                                + " five folds of scikit-learn's LogisticRegression with cleanlab's filter, and C from a grid of eight by five folds. How"
                                + " many times as long the peers take stands beside them.",
                        new Waiting(),
                        with,
                        "--runs=" + runs),
                new Section(
                        "One probe",
                        "Half of the labels wrong, tf-idf features; scikit-learn with its own tolerance, which stops at a higher objective, in turn with ours; PyTorch"
                                + " to the objective that ours ends at.",
                        new ProbeTime(),
                        probe("banking77", 3)),
                new Section("", "", new ProbeTime(), probe("clinc150", 3)),
                new Section("", "", new ProbeTime(), probe(WideData.NAME, 1)),
                new Section(
                        "Gradients",
                        "Of the softmax probe, beside the machine's own product of matrices.",
                        new GradientRate()),
                new Section(
                        "Hot paths",
                        "Beside the products of matrices that they consist of, one thread. The everyday tests compare these ratios.",
                        new Rates()),
                new Section(
                        "Files",
                        "Rows of 384 numbers and a label, a second of processor time. Rectify also checks every value.",
                        new FormatsTime(),
                        with,
                        "--rows=50000"));
        StringBuilder page = new StringBuilder(String.format(
                Locale.ROOT,
                "# Performance%n%nMade by `bench/run report` on %s: %s, %d processors, Java %s, %s; load %.1f before it began. Peers: %s.%n",
                LocalDate.now(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                Blas.library(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                versions()));
        for (Section section : sections) {
            if (!section.title.isEmpty()) {
                page.append(String.format("%n## %s%n%n%s%n", section.title, section.words));
            }
            String printed = printed(section);
            boolean table = printed.lines().anyMatch(line -> line.startsWith("|"));
            page.append(table ? "\n" + printed : "\n```\n" + printed + "```\n");
        }
        Files.writeString(out, page.toString());
        System.out.println(page);
        return 0;
    }

    /** Of Python and the peers in it. */
    private String versions() throws IOException {
        Process process = new ProcessBuilder(
                        python.toString(),
                        "-c",
                        "import sys, importlib.metadata as m; print('Python ' + sys.version.split()[0], "
                                + "*(p + ' ' + m.version(p) for p in ('numpy', 'scikit-learn', 'cleanlab', 'pandas', 'pyarrow')), sep=', ')")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    }

    private String[] probe(String dataSet, int repeats) {
        List<String> arguments =
                new ArrayList<>(List.of("--python=" + python, "--dataset=" + dataSet, "--repeats=" + repeats));
        if (torch != null) {
            arguments.add("--torch=" + torch);
        }
        return arguments.toArray(String[]::new);
    }

    /** What a command prints. */
    private static String printed(Section section) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream print = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(print);
            int code = new CommandLine(section.command)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(section.arguments);
            if (code != 0) {
                throw new IllegalStateException(section.title + " ended with exit code " + code);
            }
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
