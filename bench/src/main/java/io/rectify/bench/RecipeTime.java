package io.rectify.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.studies.Noise;
import io.rectify.studies.Peer;
import io.rectify.studies.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Teacher, four students and top-2 student on the same labels as shared/peers/sgd_recipe.py, printed in the same form. */
@Command(
        name = "recipe",
        description = "The models of sgd_recipe.py on the same noisy labels: seconds and accuracy of each.",
        mixinStandardHelpOptions = true)
final class RecipeTime implements Callable<Integer> {
    @Mixin
    NoisyData noisy = new NoisyData("banking77", Noise.SYMMETRIC, List.of(.5), List.of(1L));

    @Option(names = "--kappa", defaultValue = "5")
    double kappa;

    @Option(
            names = "--tolerance",
            defaultValue = "1e-2",
            description = "Of each fit; 200 epochs of SGD end further from the optimum. Default: ${DEFAULT-VALUE}.")
    double tolerance;

    @Option(names = "--repeats", defaultValue = "3", description = "The fastest counts. Default: ${DEFAULT-VALUE}.")
    int repeats;

    @Option(names = "--python", description = "Also run sgd_recipe.py with this Python.")
    @Nullable
    Path python;

    @Override
    public Integer call() throws IOException {
        SharedData data = SharedData.read(noisy.dataSet, 2);
        for (NoisyData.Setting setting : noisy.settings()) {
            models(data, setting);
        }
        return 0;
    }

    private void models(SharedData data, NoisyData.Setting setting) throws IOException {
        Labels given = setting.labels(data, 2);
        Dataset train = new Dataset(data.train(), given, Optional.empty(), Optional.empty());
        double fastest = Double.POSITIVE_INFINITY;
        for (int repeat = 0; repeat < repeats; repeat++) {
            fastest = Math.min(fastest, all(train, data, repeat == repeats - 1));
        }
        System.out.printf(
                Locale.ROOT,
                "{\"ours\": \"all models\", \"kappa\": %s, \"rate\": %s, \"seconds\": %.6f}%n",
                kappa,
                setting.rate(),
                fastest);
        if (python != null) {
            List<JsonNode> peer = Peer.fit(
                    python,
                    "sgd_recipe.py",
                    Peer.dataSet(noisy.dataSet),
                    kappa,
                    setting.noise(),
                    setting.rate(),
                    setting.seed());
            peer.forEach(System.out::println);
            System.out.printf(
                    Locale.ROOT,
                    "ratio of seconds: %.1f%n",
                    peer.get(peer.size() - 1).get("seconds").asDouble() / fastest);
        }
    }

    private double all(Dataset train, SharedData data, boolean printed) {
        double total = 0;
        for (Method method : new Method[] {Method.SD, Method.TOP2_GCE}) {
            Distillation.Result result = Distillation.run(
                    Prepared.asIs(train),
                    method.plan(),
                    SoftmaxProbe.Options.DEFAULTS.withKappa(kappa).withTolerance(tolerance),
                    Distillation.Monitor.SILENT);
            result.outputs().close();
            for (Distillation.Step step : result.steps()) {
                if (method == Method.SD || step.number() > 1) {
                    total += step.seconds();
                    if (printed) {
                        print(step, method, data);
                    }
                }
            }
        }
        return total;
    }

    private static void print(Distillation.Step step, Method method, SharedData data) {
        String name = step.number() == 1
                ? "teacher"
                : method == Method.SD ? "student " + (step.number() - 1) : "top-2 student";
        try (Probabilities predicted = step.fit().probe().predict(data.test(), 2)) {
            System.out.printf(
                    Locale.ROOT,
                    "{\"step\": \"%s\", \"seconds\": %.6f, \"test_accuracy\": %.6f}%n",
                    name,
                    step.seconds(),
                    Evaluation.of(predicted, data.testLabels()).accuracy());
        }
    }
}
