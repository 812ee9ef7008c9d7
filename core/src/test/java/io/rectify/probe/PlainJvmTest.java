package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.FreshJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainJvmTest {
    @Test
    void aJvmStartedWithoutTheVectorModuleComputesTheSameFigures() throws Exception {
        FreshJvm.Outcome outcome = FreshJvm.run(PlainJvmFit.class);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        List<String> lines = outcome.output().lines().toList();
        assertThat(lines.get(0)).isEqualTo("plain Java");
        PlainJvmFit.Figures here = PlainJvmFit.figures();
        assertThat(here.accuracy()).isBetween(0.5, 0.999);
        assertThat(Double.parseDouble(lines.get(1))).isCloseTo(here.objective(), within(1e-5));
        assertThat(Double.parseDouble(lines.get(2))).isCloseTo(here.accuracy(), within(1e-5));
        assertThat(Double.parseDouble(lines.get(3))).isCloseTo(here.logLoss(), within(1e-4));
    }
}
