package io.rectify.studies;

import io.rectify.formats.DataFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The papers' studies on the data at hand, one by one or all. */
@Command(
        name = "experiments",
        description = "The papers' studies, repeated: computes what is missing and writes docs/results.md. "
                + "Without a name, lists them.",
        mixinStandardHelpOptions = true)
public final class Experiments implements Callable<Integer> {
    /** Every experiment, in the order of the page. */
    static final List<Experiment> ALL = List.of(
            new NumericalStudy(),
            new Linearisation(),
            Gain.ofPaper(),
            Gain.onEmbeddings(),
            Gain.onBge(),
            new CorrelationStudy(),
            new AveragingStudy(),
            new Cost(),
            new Auto(),
            new Students(),
            new InstanceNoise(),
            new Promise(),
            new SmoothingStudy(),
            new Networks(),
            new Truth(),
            new Choosing(),
            new Mistakes(),
            new Judging());

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "NAME", split = ",", description = "Experiments by name, or all.")
    List<String> names = List.of();

    @Option(
            names = "--quick",
            description = "A variant of minutes on bundled or generated data, written to bench/target.")
    boolean quick;

    @Option(
            names = "--out",
            description = "Folder for cells, figures and tables; the page is its name with .md beside it. "
                    + "Default: docs/results, with --quick bench/target/results.")
    @Nullable
    Path out;

    @Option(names = "--threads", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
    int threads;

    @Option(names = "--seeds", split = ",", defaultValue = "1,2,3", description = "Default: ${DEFAULT-VALUE}.")
    List<Long> seeds = List.of();

    @Option(names = "--data", description = "The folder shared/data. Default: RECTIFY_DATA or beside the project.")
    @Nullable
    Path data;

    @Option(
            names = "--datasets",
            split = ",",
            paramLabel = "NAME",
            description = "Other data sets of that folder, for the experiments that take any: folders of "
                    + "train_features.npy, train.csv, test_features.npy and test.csv.")
    List<String> dataSets = List.of();

    @Option(
            names = "--python",
            defaultValue = "python3",
            description = "For the published recipe in cost: a Python that has PyTorch. Default: ${DEFAULT-VALUE}.")
    Path python = Path.of("python3");

    @Override
    public Integer call() throws IOException {
        if (names.isEmpty()) {
            list();
            return 0;
        }
        List<Experiment> chosen = chosen();
        Path root = Path.of(System.getProperty("rectify.root", ""));
        Path folder = Optional.ofNullable(out)
                .orElse(root.resolve(quick ? Path.of("bench", "target", "results") : Path.of("docs", "results")));
        Plan plan = new Plan(quick, quick ? seeds.subList(0, 1) : seeds, threads, data(), dataSets, python);
        SourceState source = SourceState.of(root);
        try {
            for (Experiment experiment : chosen) {
                new ExperimentRun(experiment, plan, folder).run(source, System.err);
            }
            return 0;
        } catch (IllegalArgumentException | DataFormatException e) {
            System.err.println(e.getMessage());
            return 2;
        }
    }

    private static void list() {
        for (Experiment experiment : ALL) {
            System.out.printf(
                    "%-12s %s%n%-12s %s; %s%n",
                    experiment.name(), experiment.title(), "", experiment.study(), experiment.duration());
        }
    }

    private List<Experiment> chosen() {
        List<Experiment> chosen = new ArrayList<>();
        for (String name : names) {
            if (name.equals("all")) {
                return ALL;
            }
            chosen.add(ALL.stream()
                    .filter(experiment -> experiment.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> usage("expected all or one of "
                            + ALL.stream().map(Experiment::name).collect(Collectors.joining(", ")) + " but found "
                            + name)));
        }
        return chosen;
    }

    private Optional<Path> data() {
        if (data != null && !Files.isDirectory(data)) {
            throw usage("--data: no folder " + data);
        }
        return data == null ? SharedData.folder() : Optional.of(data);
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
