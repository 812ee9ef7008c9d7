package io.rectify.bench;

import io.rectify.fuzz.HostileInput;
import io.rectify.studies.Experiments;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Every measurement of this project, one command each. */
@Command(
        name = "bench/run",
        description = "Measurements of Rectify beside its peers.",
        subcommands = {
            Report.class,
            Waiting.class,
            ReferenceAccuracy.class,
            GradientRate.class,
            Rates.class,
            TrainingMemory.class,
            ProbeTime.class,
            RecipeTime.class,
            SpectralTime.class,
            AutoAccuracy.class,
            AuditAccuracy.class,
            Suspects.class,
            EmbeddingTable.class,
            Experiments.class,
            FormatsTime.class,
            StreamingRate.class,
            HostileInput.class,
            Growth.class,
            MicroBenchmarks.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Bench {
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }
}
