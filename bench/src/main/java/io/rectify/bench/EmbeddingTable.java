package io.rectify.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.AuditOptions;
import io.rectify.Fitted;
import io.rectify.LabelAudit;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.audit.Detection;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.embed.Embedding;
import io.rectify.embed.EmbeddingOptions;
import io.rectify.embed.KnownModel;
import io.rectify.embed.ModelCache;
import io.rectify.embed.ModelSource;
import io.rectify.embed.Texts;
import io.rectify.formats.LabelFile;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Evaluation;
import io.rectify.noise.Corruption;
import io.rectify.select.AutoOptions;
import io.rectify.studies.Peer;
import io.rectify.studies.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sentence models: how fast, and what their features are good for. */
@Command(
        name = "embed",
        description =
                "Texts a second of each sentence model, accuracy of a teacher on right and on partly wrong labels, and "
                        + "average precision of the audit; beside ONNX Runtime or sentence-transformers in Python.",
        mixinStandardHelpOptions = true)
final class EmbeddingTable implements Callable<Integer> {
    private static final long SEED = 1;

    @Option(names = "--datasets", split = ",", description = "Default: ${DEFAULT-VALUE}.")
    List<String> datasets = List.of("banking77", "clinc150");

    @Option(names = "--models", split = ",", description = "Default: ${DEFAULT-VALUE}.")
    List<String> models = List.of("minilm-int8", "minilm", "bge-small-int8", "bge-small", "e5-small");

    @Option(names = "--rate", description = "Share of training labels made wrong at random. Default: ${DEFAULT-VALUE}.")
    double rate = 0.2;

    @Option(names = "--threads", description = "Default: ${DEFAULT-VALUE}.")
    int threads = 2;

    @Option(names = "--model-source", description = "As of rectify embed. Default: ${DEFAULT-VALUE}.")
    String source = ModelCache.MAVEN_CENTRAL;

    @Option(names = "--python", description = "Python with onnxruntime and tokenizers, run after each of ours.")
    @Nullable
    Path python;

    @Option(
            names = "--sentence-transformers",
            description = "The peer is sentence-transformers itself, on its ONNX back end, which needs optimum-onnx.")
    boolean sentenceTransformers;

    @Override
    public Integer call() throws IOException {
        System.out.println(
                "| data | model | texts/s | a CPU second | Python: texts/s | a CPU second | cosine | right | wrong labels | audit AP |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        for (String dataset : datasets) {
            for (String model : models) {
                row(dataset, KnownModel.named(model).orElseThrow());
            }
        }
        return 0;
    }

    private void row(String dataset, KnownModel known) throws IOException {
        Path data = SharedData.folder().orElseThrow().resolve(dataset);
        Path trainFile = data.resolve("train.csv");
        Path testFile = data.resolve("test.csv");
        Path scratch = Files.createTempDirectory("rectify-bench");
        ModelSource model = new ModelCache(ModelCache.defaultFolder(), source)
                .find(known, address -> System.err.println("fetching " + address));
        embed(model, known, testFile, scratch.resolve("test.npy"));
        double begin = CpuTime.seconds();
        double seconds = embed(model, known, testFile, scratch.resolve("test.npy"));
        double cpu = CpuTime.seconds() - begin;
        Labels truth = LabelFile.readTraining(trainFile, "label");
        Labels right = LabelFile.read(testFile, "label", truth.names());
        embed(model, known, trainFile, scratch.resolve("train.npy"));
        String peer = peer(model, known, testFile, scratch);
        Labels given = new Corruption.Symmetric(rate).apply(truth, SEED);
        try (Matrix train = Npy.readMatrix(scratch.resolve("train.npy"));
                Matrix test = Npy.readMatrix(scratch.resolve("test.npy"))) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.0f | %.0f | %s | %.4f | %.4f | %.4f |%n",
                    dataset,
                    known,
                    test.rows() / seconds,
                    test.rows() / cpu,
                    peer,
                    accuracy(train, truth, test, right),
                    accuracy(train, given, test, right),
                    precision(train, given, truth));
        }
        try (Stream<Path> files = Files.list(scratch)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(scratch);
    }

    private double embed(ModelSource model, KnownModel known, Path file, Path out) throws IOException {
        Texts texts = Texts.read(file, "text");
        EmbeddingOptions options = known.addTo(EmbeddingOptions.DEFAULTS).withThreads(threads);
        long begin = System.nanoTime();
        Embedding.run(model, texts, options, out, Embedding.Monitor.SILENT);
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Texts a second of the peer, and the mean cosine of its features with ours. */
    private String peer(ModelSource model, KnownModel known, Path file, Path scratch) throws IOException {
        if (python == null) {
            return "| |";
        }
        EmbeddingOptions options = known.addTo(EmbeddingOptions.DEFAULTS);
        Path program = Path.of(System.getProperty("rectify.root", ""))
                .toAbsolutePath()
                .resolve("bench/peers")
                .resolve(sentenceTransformers ? "embed_sentence_transformers.py" : "embed_onnxruntime.py");
        JsonNode figures = Peer.run(
                        python,
                        program,
                        file(model, model.model(), scratch).toString(),
                        file(model, model.tokenizer(), scratch).toString(),
                        file.toString(),
                        options.pooling().orElseThrow().toString(),
                        options.prefix(),
                        Integer.toString(options.maxLength().orElseThrow()),
                        Integer.toString(threads),
                        scratch.resolve("peer.npy").toString())
                .get(0);
        try (Matrix ours = Npy.readMatrix(scratch.resolve("test.npy"));
                Matrix theirs = Npy.readMatrix(scratch.resolve("peer.npy"))) {
            double sum = 0;
            for (int i = 0; i < ours.rows(); i++) {
                float[] a = ours.row(i);
                float[] b = theirs.row(i);
                for (int j = 0; j < a.length; j++) {
                    sum += (double) a[j] * b[j];
                }
            }
            return String.format(
                    Locale.ROOT,
                    "%.0f | %.0f | %.5f",
                    figures.get("texts_per_second").asDouble(),
                    figures.get("texts_per_cpu_second").asDouble(),
                    sum / ours.rows());
        }
    }

    /** A file of a model, copied out of the jar if it is there. */
    private static Path file(ModelSource model, Path name, Path scratch) throws IOException {
        if (!model.files().isEmpty()) {
            return name;
        }
        try (InputStream in = ModelSource.class.getResourceAsStream("model/" + name)) {
            Path copy = scratch.resolve(name);
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            return copy;
        }
    }

    private double accuracy(Matrix train, Labels labels, Matrix test, Labels right) {
        TrainOptions options = TrainOptions.DEFAULTS.withRecipe(Recipe.of(Method.TEACHER));
        try (Fitted fitted = Rectify.train(Dataset.of(train, labels), options, Monitor.SILENT)) {
            List<Evaluation> steps = fitted.training().evaluations(test, right, threads);
            return steps.get(steps.size() - 1).accuracy();
        }
    }

    private double precision(Matrix train, Labels given, Labels truth) {
        AuditOptions options =
                AuditOptions.DEFAULTS.withAnomalies(false).withSearch(AutoOptions.DEFAULTS.withThreads(threads));
        Dataset rows = new Dataset(train, given, Optional.of(truth), Optional.empty());
        try (LabelAudit audit = Rectify.audit(rows, options, Monitor.SILENT)) {
            return Detection.of(audit.details().issues(), truth).averagePrecision();
        }
    }
}
