package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.distill.Refinement;
import io.rectify.distill.Student;
import io.rectify.formats.LabelFile;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Parameter;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.run.ModelFile;
import io.rectify.smooth.LabelSmoothing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class SmoothingMethodsTest {
    @TempDir
    static Path data;

    private static TrainingFiles files;

    @TempDir
    Path out;

    @BeforeAll
    static void write() throws IOException {
        files = TrainingFiles.small(data);
    }

    private Path run() {
        return out.resolve("run");
    }

    private CommandRun train(String... more) {
        return files.run("train", run(), CommandRun.words(more, "--quiet"));
    }

    private JsonNode written(String name) throws IOException {
        return CommandRun.json(run().resolve(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label-smoothing|--epsilon 0.3 --spread all|label smoothing, epsilon = 0.3 over all classes",
                "label-smoothing|--epsilon 0.2|label smoothing, epsilon = 0.2 over other classes",
                "entropy-regularisation|--entropy-weight 0.4|entropy regularisation, weight 0.4",
                "hand-made-teacher|--correct 0.9 --temperature 3 --alpha 0.5"
                        + "|hand-made teacher, correct 0.9, temperature 3.0, alpha = 0.5",
                "beta-smoothing|--beta-a 5 --alpha 0.4|Beta smoothing, a = 5.0, alpha = 0.4",
                "rank-smoothing|--epsilon 0.3 --rank-exponent 2"
                        + "|student 1, rank smoothing, epsilon = 0.3, exponent 2.0",
                "dirichlet-prior|--prior-alpha 1.5 --prior-beta 2 --temperature 3"
                        + "|student 1, Dirichlet prior, alpha = 1.5, beta = 2, temperature 3.0",
            })
    void optionsReachTheMethodAndTheRecord(String method, String options, String model) throws IOException {
        CommandRun run = train(("--method " + method + " " + options).split(" "));

        run.succeeds();
        assertThat(run.out()).contains(model).doesNotContain("did not converge");
        JsonNode steps = written("metrics.json").get("steps");
        boolean asksTeacher = model.startsWith("student");
        assertThat(steps).hasSize(asksTeacher ? 2 : 1);
        assertThat(steps.get(steps.size() - 1).get("model").asText()).isEqualTo(model);
        assertThat(written("metrics.json").get("rounds").asInt()).isEqualTo(asksTeacher ? 1 : 0);
        List<String> words = List.of(options.split(" "));
        for (int i = 0; i < words.size(); i += 2) {
            assertThat(Double.toString(number(
                            written("run.json").get("options").get(words.get(i)).asText())))
                    .isEqualTo(Double.toString(number(words.get(i + 1))));
        }
        assertThat(Files.readString(run().resolve("report.html"))).contains(model.replace("'", "&#39;"));
    }

    private static double number(String word) {
        return word.equals("all") ? -1 : Double.parseDouble(word);
    }

    @Test
    void labelSmoothingIsTheProbeFittedToSmoothedLabels() throws IOException {
        assertThat(train("--method", "label-smoothing", "--epsilon", "0.3", "--kappa", "7")
                        .exitCode())
                .isZero();
        try (Matrix features = Npy.readMatrix(data.resolve("train_features.npy"));
                Matrix ready = Preprocessing.fit(features, Preprocessing.Scheme.CENTRE_NORMALISE, 1)
                        .apply(features, 1)) {
            Labels given = LabelFile.readTraining(data.resolve("noisy.csv"), "label");
            SoftmaxProbe.Fit expected = SoftmaxProbe.fit(
                    ready,
                    new LabelSmoothing(0.3, LabelSmoothing.Spread.OTHERS).targets(given),
                    SoftmaxProbe.Options.DEFAULTS.withKappa(7));
            Matrix weights =
                    ModelFile.read(run().resolve("model.safetensors")).probe().weights();
            assertThat(weights.contentEquals(expected.probe().weights())).isTrue();
        }
    }

    @Test
    void miniBatchesEndWithTheirEpochs() throws IOException {
        CommandRun run = train("--method", "beta-smoothing");

        assertThat(run.out()).contains("Step 1 ended after its 60 epochs of mini-batches at relative gradient");
        assertThat(written("metrics.json").at("/steps/0/stop_reason").asText()).isEqualTo("epochs run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--method harden --epsilon 0.1|--epsilon has no effect on method harden, only on label-smoothing, rank-smoothing",
                "--method rank-smoothing --spread all|--spread has no effect on method rank-smoothing, only on label-smoothing",
                "--method teacher --rounds 2|--rounds has no effect on method teacher, only on auto, sd, spectral",
                "--method sd --budget 5s|--budget has no effect on method sd, only on auto",
                "--method spectral --tolerance 0.1|--tolerance has no effect on method spectral, only on auto, teacher",
                "--method beta-smoothing --max-iterations 9|--max-iterations has no effect on method beta-smoothing",
                "--epsilon 0.1|--epsilon needs a --method: auto tries values of its own",
                "--method label-smoothing --epsilon 1.5|epsilon must lie in [0, 1] but is 1.5",
                "--method label-smoothing --spread some|expected one of others, all but was 'some'",
                "--method beta-smoothing --beta-a 0|a of Beta(a, 1) must be positive and finite but is 0.0",
                "--method beta-smoothing --alpha -1|alpha must lie in [0, 1] but is -1.0",
                "--method entropy-regularisation --entropy-weight -1|weight of the entropy must be",
                "--method hand-made-teacher --correct 1|probability of the right class must lie between 0 and 1",
                "--method dirichlet-prior --prior-alpha 0.5|finite alpha of at least 1",
            })
    void whatHasNoEffectOrNoSenseIsRefused(String options, String expectation) {
        train(options.split(" ")).isRefused(expectation);
        assertThat(run()).doesNotExist();
    }

    /** Options with values that are no method's default. */
    private static Stream<String> options() {
        return Stream.of(
                "--rounds=3",
                "--top-k=3",
                "--q=0.3",
                "--temperature=7",
                "--xi=0.3",
                "--alpha=0.3",
                "--epsilon=0.3",
                "--spread=all",
                "--rank-exponent=3",
                "--beta-a=7",
                "--entropy-weight=0.3",
                "--correct=0.3",
                "--prior-alpha=3",
                "--prior-beta=3");
    }

    private static MethodOptions parsed(List<Method> methods, Method method, String... more) {
        CommandLine command = RectifyCommand.commandLine(methods);
        command.parseArgs(Stream.concat(
                        Stream.of("train", "--features=x", "--labels=y", "--out=z", "--method=" + method.name()),
                        Arrays.stream(more))
                .toArray(String[]::new));
        return ((TrainCommand) command.getSubcommands().get("train").getCommand()).method;
    }

    /** An option is taken by a method if, and only if, it changes the method's plan. */
    @ParameterizedTest
    @MethodSource("options")
    void anOptionIsTakenWhereItChangesThePlan(String option) {
        String name = option.substring(2, option.indexOf('='));
        for (Method method : Method.all()) {
            MethodOptions given = parsed(Method.all(), method, option);
            if (method.has(name)) {
                Method set = given.recipe().orElseThrow().method();
                assertThat(set.plan()).isNotEqualTo(method.plan());
                assertThat(set.with(name, method.parameters().get(name))).isEqualTo(method);
            } else {
                assertThatIllegalArgumentException()
                        .isThrownBy(given::recipe)
                        .withMessageStartingWith("--" + name + " has no effect on method " + method.name() + ", ");
            }
        }
    }

    @Test
    void withoutOptionsParametersAreTheDefaults() {
        for (Method method : Method.all()) {
            assertThat(parsed(Method.all(), method).recipe()).contains(Recipe.of(method));
        }
    }

    /** A refinement that the program has never heard of. */
    record Kept(
            @Parameter(name = "kept", description = "share of the labels that is kept")
            double kept) implements Refinement {
        @Override
        public Student refine(Probabilities teacher, Labels given) {
            return new Refinement.Mix(1 - kept).refine(teacher, given);
        }

        @Override
        public String description() {
            return "labels kept by " + kept;
        }
    }

    /** One record and one line: options, help, refusals, table, record, report and model follow. */
    @Test
    void aMethodOfOnesOwnIsTrainedByItsNameAndItsOptions() throws IOException {
        List<Method> methods = new ArrayList<>(Method.all());
        methods.add(Method.of("own", "one student on labels that are partly kept", new Kept(0.5)));
        CommandLine command = RectifyCommand.commandLine(methods);
        assertThat(command.getSubcommands().get("train").getUsageMessage())
                .containsPattern("spectral,\\s+own\\.")
                .containsPattern("--kept=X\\s+Of own: share of the labels that is kept\\s+\\(default\\s+0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parsed(methods, Method.HARDEN, "--kept=0.3").recipe())
                .withMessage("--kept has no effect on method harden, only on own");

        int exitCode = command.execute(
                "train",
                "--features=" + data.resolve("train_features.npy"),
                "--labels=" + data.resolve("noisy.csv"),
                "--out=" + run(),
                "--quiet",
                "--method=own",
                "--kept=0.3");
        assertThat(exitCode).isZero();
        assertThat(written("metrics.json").at("/steps/1/model").asText()).isEqualTo("student 1, labels kept by 0.3");
        assertThat(written("run.json").at("/options/--kept").asText()).isEqualTo("0.3");
        assertThat(written("run.json").get("method").asText()).isEqualTo("own {kept=0.3}");
        assertThat(Files.readString(run().resolve("report.html"))).contains("labels kept by 0.3");
        CommandRun mix = CommandRun.of(
                "train",
                "--features",
                data.resolve("train_features.npy"),
                "--labels",
                data.resolve("noisy.csv"),
                "--out",
                out.resolve("mix"),
                "--quiet",
                "--method",
                "mix",
                "--xi",
                "0.7");
        assertThat(mix.exitCode()).isZero();
        assertThat(run().resolve("model.safetensors"))
                .hasSameBinaryContentAs(out.resolve("mix").resolve("model.safetensors"));
    }
}
