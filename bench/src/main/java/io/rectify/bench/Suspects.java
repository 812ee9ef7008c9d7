package io.rectify.bench;

import io.rectify.AuditOptions;
import io.rectify.LabelAudit;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.audit.Audit;
import io.rectify.audit.LabelIssues;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.formats.LabelTable;
import io.rectify.linalg.Matrix;
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

    @Option(names = "--dataset", defaultValue = "banking77")
    String dataset = "banking77";

    @Option(names = "--count", defaultValue = "30")
    int count;

    @Option(names = "--thorough", description = "Judge by what auto chooses.")
    boolean thorough;

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Override
    public Integer call() throws IOException {
        SharedData data = SharedData.read(dataset, Preprocessing.Scheme.RAW, threads);
        Labels given = data.trainLabels();
        Dataset raw = Dataset.of(data.train(), given);
        List<String> texts = LabelTable.read(
                        SharedData.folder().orElseThrow().resolve(dataset).resolve("train.csv"), "label", "text")
                .column("text");
        AuditOptions options = AuditOptions.DEFAULTS.withThorough(thorough).withThreads(threads);
        try (LabelAudit audit = Rectify.audit(raw, options, Monitor.SILENT)) {
            System.out.println(dataset + " as published: " + audit);
            int[] rows = Arrays.copyOf(audit.ranking(), count);
            List<List<Neighbour>> neighbours = neighbours(raw, audit.details(), rows);
            for (int i = 0; i < rows.length; i++) {
                print(i + 1, rows[i], audit.details().issues(), texts, neighbours.get(i));
            }
        }
        return 0;
    }

    private List<List<Neighbour>> neighbours(Dataset raw, Audit audit, int[] rows) {
        try (Prepared prepared = Prepared.of(raw, Preprocessing.Scheme.CENTRE_NORMALISE, threads);
                Matrix queries = prepared.features().selectRows(rows)) {
            return new LabelAveraging(
                            audit.spectrum(),
                            prepared.features(),
                            new SpectralFilter(Audit.NEIGHBOUR_KAPPA, 1),
                            threads)
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
