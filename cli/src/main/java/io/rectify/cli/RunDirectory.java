package io.rectify.cli;

import io.rectify.LabelAudit;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.RowParts;
import io.rectify.formats.AtomicOutput;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Model;
import io.rectify.report.ReportModel;
import io.rectify.run.LabelVerdict;
import io.rectify.run.LabelsOutput;
import io.rectify.run.ModelFile;
import io.rectify.run.OnnxModelFile;
import io.rectify.run.RankedLabels;
import io.rectify.run.RowNames;
import io.rectify.run.Unlabelled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** The files of a training run, which appear all together or not at all. */
final class RunDirectory {
    static final String MODEL = "model.safetensors";
    private static final String ONNX = "model.onnx";
    static final String LABELS = "labels.csv";
    static final String LABELS_PARQUET = "labels.parquet";
    private static final String SOFT_LABELS = "soft_labels.npy";
    static final String METRICS = "metrics.json";
    static final String RUN = "run.json";

    private static final Set<String> NAMES =
            Set.of(MODEL, ONNX, LABELS, LABELS_PARQUET, SOFT_LABELS, METRICS, ReportFile.NAME, RUN);

    private RunDirectory() {}

    /**
     * Refuses early what writing would refuse.
     *
     * @throws IllegalArgumentException if an input lies inside the directory that would be replaced
     */
    static void check(Path target, boolean overwrite, List<Path> inputs) throws IOException {
        check(target, overwrite, inputs, NAMES);
    }

    /** The same for a directory of other files. */
    static void check(Path target, boolean overwrite, List<Path> inputs, Set<String> names) throws IOException {
        AtomicOutput.checkDirectory(target, overwrite, names);
        for (Path input : inputs) {
            if (Files.exists(target)
                    && Files.exists(input)
                    && input.toRealPath().startsWith(target.toRealPath())) {
                throw new IllegalArgumentException("--out " + target + " holds the input " + input
                        + ", which would be deleted; choose another directory");
            }
        }
    }

    /** @param audit of the labels; without one labels.csv has what the model says alone */
    static void write(
            RunOptions run,
            TrainReport report,
            Optional<LabelAudit> audit,
            DataOptions.Read read,
            Unlabelled unlabelled,
            ReportModel page,
            Map<String, Object> record)
            throws IOException {
        Model model = report.fitted().model().withFeatures(read.space());
        RowNames rows = read.texts().rows();
        Probabilities outputs = report.fitted().softLabels();
        IntFunction<LabelVerdict> verdicts = audit.<IntFunction<LabelVerdict>>map(
                        judged -> new RankedLabels(judged.details().issues())::verdict)
                .orElse(row -> LabelVerdict.byModel(
                        report.data().given(), report.fitted().labels(), outputs, row));
        AtomicOutput.directory(run.out, run.overwrite, NAMES, directory -> {
            ModelFile.write(directory.resolve(MODEL), model);
            if (OnnxModelFile.canHold(model)) {
                OnnxModelFile.write(directory.resolve(ONNX), model);
            }
            writeLabels(directory, run, rows, verdicts, report.data().given(), unlabelled);
            writeOutputs(directory.resolve(SOFT_LABELS), read.parts(), outputs, unlabelled);
            ReportFile.write(directory, page);
            Files.writeString(directory.resolve(METRICS), Json.page(report.values(true)));
            Files.writeString(directory.resolve(RUN), Json.page(record));
        });
    }

    /** The labels of all rows with what is said of them: labels.csv and, if wanted, labels.parquet. */
    static void writeLabels(
            Path directory,
            RunOptions run,
            RowNames rows,
            IntFunction<LabelVerdict> verdicts,
            Labels given,
            Unlabelled unlabelled)
            throws IOException {
        LabelsOutput.writeCsv(directory.resolve(LABELS), rows, verdicts, given.names(), unlabelled);
        if (run.parquet) {
            LabelsOutput.writeParquet(directory.resolve(LABELS_PARQUET), rows, verdicts, given.names(), unlabelled);
        }
    }

    /** Outputs of all rows in the order of the file. */
    static void writeOutputs(Path file, RowParts parts, Probabilities outputs, Unlabelled unlabelled)
            throws IOException {
        if (parts.isWhole()) {
            Npy.writeMatrix(file, outputs.blocks());
            return;
        }
        try (Matrix all = parts.joined(outputs.matrix(), unlabelled.outputs())) {
            Npy.writeMatrix(file, all);
        }
    }

    /** The model file of a run directory, or the file itself. */
    static Path model(Path run) {
        return Files.isDirectory(run) ? run.resolve(MODEL) : run;
    }
}
