package io.rectify.bench;

import io.rectify.data.Labels;
import io.rectify.studies.Noise;
import io.rectify.studies.SharedData;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of what is measured on noisy labels of a data set: the peers' labels, label for label. */
final class NoisyData {
    @Option(names = "--dataset", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
    String dataSet;

    @Option(
            names = "--noise",
            split = ",",
            description = "One or more of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    List<Noise> noises;

    @Option(
            names = {"--rates", "--rate"},
            split = ",",
            description = "Shares of wrong labels. Default: ${DEFAULT-VALUE}.")
    List<Double> rates;

    @Option(
            names = {"--seeds", "--seed"},
            split = ",",
            description = "Of the wrong labels. Default: ${DEFAULT-VALUE}.")
    List<Long> seeds;

    NoisyData(String dataSet, Noise noise, List<Double> rates, List<Long> seeds) {
        this.dataSet = dataSet;
        this.noises = List.of(noise);
        this.rates = rates;
        this.seeds = seeds;
    }

    /** One way of making labels wrong. */
    record Setting(Noise noise, double rate, long seed) {
        Labels labels(SharedData data, int threads) {
            return noise.apply(data, rate, seed, threads);
        }
    }

    /** Every noise at every rate with every seed. */
    List<Setting> settings() {
        return noises.stream()
                .flatMap(noise ->
                        rates.stream().flatMap(rate -> seeds.stream().map(seed -> new Setting(noise, rate, seed))))
                .toList();
    }
}
