package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.distill.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Options that several commands have are in all commands that they suit, and say the same. */
class CommonOptionsTest {
    private static final Map<String, CommandLine> COMMANDS =
            RectifyCommand.commandLine(Method.all()).getSubcommands();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--features-columns|train audit theory predict convert corrupt",
                "--array|train audit theory predict convert corrupt",
                "--dimensions|train audit theory predict convert corrupt",
                "--index-base|train audit theory predict convert corrupt",
                "--delimiter|train audit theory predict convert corrupt evaluate embed annotators apply",
                "--encoding|train audit theory predict convert corrupt evaluate embed annotators apply",
                "--unlabelled|train audit theory evaluate corrupt annotators apply",
                "--normalise-labels|train audit theory evaluate corrupt annotators apply",
                "--overwrite|train audit predict convert corrupt embed annotators apply",
                "--model-cache|train audit theory predict embed",
                "--chunks|train audit theory embed",
                "--skip-broken|train audit theory predict embed",
                "--memory|train audit theory predict corrupt",
            })
    void isKnownWhereverItSuits(String option, String commands) {
        Set<String> known = new HashSet<>();
        Set<List<String>> types = new HashSet<>();
        COMMANDS.forEach((name, command) -> {
            OptionSpec found = command.getCommandSpec().findOption(option);
            if (found != null) {
                known.add(name);
                types.add(List.of(found.type().getName(), Objects.toString(found.paramLabel())));
            }
        });
        assertThat(known).containsExactlyInAnyOrder(commands.split(" "));
        assertThat(types).hasSize(1);
    }

    /** What it is for, then the two lines that most people need. */
    @Test
    void everyHelpBeginsWithTwoExamples() {
        for (String command : COMMANDS.keySet()) {
            List<String> lines =
                    CommandRun.of(command, "--help").succeeds().out().lines().toList();
            int usage = lines.indexOf(lines.stream()
                    .filter(line -> line.startsWith("Usage: rectify " + command))
                    .findFirst()
                    .orElseThrow());
            assertThat(usage).as(command).isBetween(4, 6);
            assertThat(lines.subList(0, usage).stream().filter(line -> line.startsWith("  rectify ")))
                    .as(command)
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("  rectify " + command));
        }
    }
}
