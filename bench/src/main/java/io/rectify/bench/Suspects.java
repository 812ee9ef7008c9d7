package io.rectify.bench;

import io.rectify.audit.LabelIssues;
import io.rectify.audit.NoiseTransition;
import io.rectify.audit.OutOfSample;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.distill.Recipe;
import io.rectify.formats.LabelTable;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LabelAveraging;
import io.rectify.spectral.Neighbour;
import io.rectify.spectral.SpectralFilter;
import io.rectify.studies.SharedData;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The rows of a published data set whose own labels are most suspicious, to be read and judged. */
@Command(
        name = "suspects",
        description = "The most suspicious labels of a data set as published, with their neighbours, to be read.",
        mixinStandardHelpOptions = true)
final class Suspects implements Callable<Integer> {
    private static final int NEIGHBOURS = 4;
    private static final double KAPPA = 50;

    @Option(names = "--dataset", defaultValue = "banking77")
    String dataset = "banking77";

    @Option(names = "--count", defaultValue = "30")
    int count;

    @Option(names = "--instant", description = "Judge by one fit with each row left out.")
    boolean instant;

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Override
    public Integer call() throws IOException {
        SharedData data = SharedData.read(dataset, Preprocessing.Scheme.RAW, threads);
        Labels given = data.trainLabels();
        Dataset raw = Dataset.of(data.train(), given);
        Matrix prepared = Preprocessing.fit(data.train(), Preprocessing.Scheme.CENTRE_NORMALISE, threads)
                .apply(data.train(), threads);
        GramSpectrum spectrum = GramSpectrum.of(prepared, threads);
        List<String> texts = LabelTable.read(
                        SharedData.folder().orElseThrow().resolve(dataset).resolve("train.csv"), "label", "text")
                .column("text");
        try (OutOfSample outputs = outputs(raw, prepared, spectrum)) {
            NoiseTransition noise = NoiseTransition.likelihood(outputs, given, threads);
            LabelIssues issues = LabelIssues.of(outputs, given, noise, threads);
            System.out.printf(
                    Locale.ROOT,
                    "%s as published: %.1f %% of the labels wrong by estimate, %d flagged%n",
                    dataset,
                    100 * noise.rate(),
                    issues.flagged().length);
            int[] rows = Arrays.copyOf(issues.ranking(), count);
            List<List<Neighbour>> neighbours = neighbours(prepared, spectrum, rows);
            for (int i = 0; i < rows.length; i++) {
                print(i + 1, rows[i], issues, texts, neighbours.get(i));
            }
        }
        return 0;
    }

    private OutOfSample outputs(Dataset raw, Matrix prepared, GramSpectrum spectrum) {
        if (instant) {
            return OutOfSample.leavingOneOut(Prepared.asIs(raw.withFeatures(prepared)), spectrum, threads);
        }
        Recipe chosen = AutoDistill.choose(raw, AutoOptions.DEFAULTS.withThreads(threads), AutoDistill.Monitor.SILENT)
                .chosen();
        return OutOfSample.crossFitted(
                raw, chosen, 5, 1, SoftmaxProbe.Options.DEFAULTS.withThreads(threads), OutOfSample.Monitor.SILENT);
    }

    private List<List<Neighbour>> neighbours(Matrix features, GramSpectrum spectrum, int[] rows) {
        try (Matrix queries = features.selectRows(rows)) {
            return new LabelAveraging(spectrum, features, new SpectralFilter(KAPPA, 1), threads)
                    .neighbours(queries, NEIGHBOURS + 1);
        }
    }

    private static void print(int rank, int row, LabelIssues issues, List<String> texts, List<Neighbour> neighbours) {
        Labels given = issues.given();
        float[] soft = issues.softLabels().matrix().row(row);
        soft[given.get(row)] = -1;
        System.out.printf(
                Locale.ROOT,
                "%2d. row %d, p wrong %.3f, given %s, otherwise %s: %s%n      %s%n",
                rank,
                row,
                issues.wrong()[row],
                given.name(row),
                given.names().get(Probabilities.argmax(soft)),
                texts.get(row),
                neighbours.stream()
                        .filter(neighbour -> neighbour.row() != row)
                        .limit(NEIGHBOURS)
                        .map(neighbour -> texts.get(neighbour.row()) + " [" + given.name(neighbour.row()) + "]")
                        .collect(Collectors.joining(" | ")));
    }
}
