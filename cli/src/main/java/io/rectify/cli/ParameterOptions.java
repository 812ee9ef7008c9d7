package io.rectify.cli;

import io.rectify.distill.Method;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The parameters of methods as options, made of what the methods say of themselves: a new one costs no line here. */
final class ParameterOptions {
    private final Map<String, List<Taker>> takers = new LinkedHashMap<>();

    /** A method and its parameter of a name. */
    private record Taker(Method method, Method.Setting setting) {}

    ParameterOptions(List<Method> methods) {
        for (Method method : methods) {
            for (Method.Setting setting : method.settings()) {
                takers.computeIfAbsent(setting.name(), name -> new ArrayList<>())
                        .add(new Taker(method, setting));
            }
        }
    }

    /** Gives a command an option for every parameter. */
    void addTo(CommandSpec command) {
        takers.forEach((name, of) -> command.addOption(option(name, of)));
    }

    private static OptionSpec option(String name, List<Taker> of) {
        Class<?> type = of.get(0).setting().value().getClass();
        OptionSpec.Builder builder = OptionSpec.builder("--" + name)
                .type(type)
                .paramLabel(label(type))
                .description(description(of).replace("%", "%%"));
        Object[] values = type.getEnumConstants();
        return (values == null ? builder : builder.converters(word -> Choice.of(values, word))).build();
    }

    private static String label(Class<?> type) {
        if (type.isEnum()) {
            return "WORD";
        }
        return type == Integer.class ? "N" : "X";
    }

    /** Methods that mean the same by it are named together. */
    private static String description(List<Taker> of) {
        Map<String, List<String>> methods = new LinkedHashMap<>();
        for (Taker taker : of) {
            Object value = taker.setting().value();
            String standard = value instanceof Double number ? shortest(number) : value.toString();
            methods.computeIfAbsent(
                            taker.setting().description() + " (default " + standard + ")", text -> new ArrayList<>())
                    .add(taker.method().name());
        }
        return methods.entrySet().stream()
                .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
                .collect(Collectors.joining("; ", "Of ", "."));
    }

    private static String shortest(double value) {
        String rounded = new BigDecimal(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
        return Double.parseDouble(rounded) == value ? rounded : "about " + rounded;
    }

    /**
     * What was given of them, by name.
     *
     * @param named the method; none for auto
     * @throws IllegalArgumentException if one was given that has no effect on it
     */
    Map<String, Object> given(ParseResult parsed, Optional<Method> named) {
        Map<String, Object> given = new LinkedHashMap<>();
        takers.forEach((name, of) -> {
            String option = "--" + name;
            if (parsed.hasMatchedOption(option)) {
                new EffectiveOption(
                                option,
                                name.equals(Method.ROUNDS),
                                of.stream().map(Taker::method).toList())
                        .check(named);
                given.put(
                        name,
                        parsed.matchedOptionValue(option, of.get(0).setting().value()));
            }
        });
        return given;
    }
}
