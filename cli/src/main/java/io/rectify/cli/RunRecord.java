package io.rectify.cli;

import io.rectify.linalg.Machine;
import io.rectify.probe.SoftmaxProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What run.json holds: enough to repeat the run exactly. */
final class RunRecord {
    private static final String INPUTS = "inputs";

    private RunRecord() {}

    /**
     * @param method the way of training as it was understood, defaults filled in
     * @return to be completed by {@link #add} when the inputs have been read
     */
    static Map<String, Object> of(CommandSpec command, long seed, SoftmaxProbe.Options options, String method) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("command", command.qualifiedName());
        record.put("options", options(command));
        record.put("penalty", options.penalty().toString());
        record.put("method", method);
        record.put("directory", Path.of("").toAbsolutePath().toString());
        record.put("seed", seed);
        record.put(INPUTS, Map.of());
        record.put("rectify", Version.current());
        record.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        record.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        record.put("blas", Machine.library());
        record.put("exp_kernel", Machine.kernel());
        record.put("threads", options.threads());
        return record;
    }

    /** Completes a record by what its inputs are. */
    static void add(Map<String, Object> record, InputHashes inputs) throws IOException {
        record.put(INPUTS, inputs.await());
    }

    /** Every option with its value, given or default. */
    private static Map<String, Object> options(CommandSpec command) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (parameter.getValue() != null) {
                values.put(parameter.paramLabel(), recorded(parameter.getValue()));
            }
        }
        for (OptionSpec option : command.options()) {
            Object value = option.getValue();
            if (!option.usageHelp() && !option.versionHelp() && value != null) {
                values.put(option.longestName(), recorded(value));
            }
        }
        return values;
    }

    private static Object recorded(Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream().map(Object::toString).toList();
        }
        return value instanceof Boolean ? value : value.toString();
    }
}
