package io.rectify.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.formats.Sha256;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.studies.Noise;
import io.rectify.studies.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What needs the folder shared/data; skipped, with these words, where it is absent. */
class SharedDataTest {
    private static final String SKIPPED =
            "SKIPPED: no folder shared/data beside the project, so nothing was compared with the references on Banking77 "
                    + "and CLINC150 (set RECTIFY_DATA to the folder to run these tests)";

    @BeforeAll
    static void needsSharedData() {
        if (SharedData.folder().isEmpty()) {
            System.out.println(SKIPPED);
        }
        assumeTrue(SharedData.folder().isPresent(), SKIPPED);
    }

    /** Golden hashes of ','.join(labels) from common.corrupt(…, seed=3), numpy 1.24.2. */
    @ParameterizedTest
    @CsvSource({
        "banking77,SYMMETRIC,0.5,ddb0d979500cfd31bf74c9f1a71d4ec23bc5f09724d81417b11390451fb49899",
        "clinc150,SUPERCLASS,0.8,a1889a4edd46e8eba532df691730100940ae6d016e0a94e6bab2d93c170c2025"
    })
    void corruptionIsThatOfThePeersLabelForLabel(String dataset, Noise noise, double rate, String sha256)
            throws IOException {
        SharedData data = SharedData.read(dataset, 2);
        Labels given = noise.apply(data, rate, 3, 2);

        String joined =
                Arrays.stream(given.toArray()).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(Sha256.of(joined.getBytes(StandardCharsets.US_ASCII))).isEqualTo(sha256);
    }

    static Stream<JsonNode> sklearn() throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (var in = SharedDataTest.class.getResourceAsStream("/golden/probe_sklearn.jsonl")) {
            List<JsonNode> lines = new java.util.ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    lines.add(json.readTree(line));
                }
            }
            return lines.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("sklearn")
    void objectiveAndAccuracyAreScikitLearns(JsonNode golden) throws IOException {
        SharedData data = SharedData.read(golden.get("dataset").asText(), 2);
        Noise noise = Noise.valueOf(golden.get("noise").asText().toUpperCase(Locale.ROOT));
        Labels given = noise.apply(data, golden.get("rate").asDouble(), 1, 2);
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                .withKappa(golden.get("kappa").asDouble())
                .withTolerance(1e-4);

        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(data.train(), new Targets.OneHot(given), options);

        double objective = golden.get("objective").asDouble();
        assertThat(fit.objective()).isCloseTo(objective, within(1e-5 * objective));
        try (Probabilities predicted = fit.probe().predict(data.test(), 2)) {
            assertThat(Evaluation.of(predicted, data.testLabels()).accuracy())
                    .isCloseTo(golden.get("test_accuracy").asDouble(), within(0.004));
        }
    }

    /** Two of the sixteen settings, one seed; bench/run reference-accuracy runs them all. */
    @Test
    void accuraciesAreThoseOfTheIndependentReference() throws IOException {
        List<ReferenceAccuracy.Cell> cells =
                ReferenceAccuracy.cells(SharedData.folder().orElseThrow());
        for (String wanted : List.of("banking77, symmetric 0.5, kappa 15.0", "clinc150, superclass 0.8, kappa 50.0")) {
            List<ReferenceAccuracy.Cell> setting =
                    cells.stream().filter(cell -> cell.setting().equals(wanted)).toList();
            assertThat(setting).hasSize(9);
            SharedData data = SharedData.read(setting.get(0).dataset(), 2);
            var ours = ReferenceAccuracy.accuracies(data, setting.get(0), 1, true);
            for (ReferenceAccuracy.Cell cell : setting) {
                assertThat(ours.get(cell.method()))
                        .as(cell.toString())
                        .isCloseTo(cell.mean(), within(2 + 2 * cell.sd()));
            }
        }
    }
}
