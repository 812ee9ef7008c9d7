package io.rectify.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.distill.Method;
import io.rectify.formats.Sha256;
import io.rectify.formats.TableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A run directory read back: what was run, on which files, and whether they are still the same. */
final class RecordedRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Options of what was done with the rows, not of which they are. */
    private static final Set<String> NOT_READ = Set.of(
            "--overwrite",
            "--parquet",
            "--json",
            "--quiet",
            "--details",
            "--budget",
            "--reviewed",
            "--review",
            "--probabilities",
            "--out-of-sample");

    private final Path directory;
    private final JsonNode record;
    private final JsonNode metrics;

    private RecordedRun(Path directory, JsonNode record, JsonNode metrics) {
        this.directory = directory;
        this.record = record;
        this.metrics = metrics;
    }

    /** @throws IllegalArgumentException if the directory is not one that {@code rectify train} or {@code audit} wrote */
    static RecordedRun read(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(directory + " is not a directory that rectify train or audit wrote");
        }
        return new RecordedRun(
                directory,
                object(directory.resolve(RunDirectory.RUN)),
                object(directory.resolve(RunDirectory.METRICS)));
    }

    /**
     * How the texts that a model was trained on were embedded.
     *
     * @param model a run directory, or a file in one
     * @throws IllegalArgumentException if it was not trained on texts
     */
    static RecordedEmbedding embedding(Path model) throws IOException {
        Path file = (Files.isDirectory(model) ? model : model.toAbsolutePath().resolveSibling(""))
                .resolve(RunDirectory.RUN);
        JsonNode record = object(file).path(EmbeddedTexts.RECORD);
        if (!record.isObject()) {
            throw new IllegalArgumentException(
                    model + " was trained on features, not on texts; give features by --features");
        }
        return new RecordedEmbedding(record, file);
    }

    /**
     * @param model a run directory, or a file in one
     * @throws IllegalArgumentException if it is an audit
     */
    static void checkModel(Path model) throws IOException {
        if (Files.isDirectory(model)
                && !Files.exists(RunDirectory.model(model))
                && Files.isRegularFile(model.resolve(RunDirectory.METRICS))
                && read(model).isAudit()) {
            throw new IllegalArgumentException(model + " is an audit, which has no model; rectify train makes one");
        }
    }

    /** By what the texts or pictures of a model were embedded; none where it was trained on features, or its run is not there. */
    static Optional<String> source(Path model) throws IOException {
        Path file = (Files.isDirectory(model) ? model : model.toAbsolutePath().resolveSibling(""))
                .resolve(RunDirectory.RUN);
        return Files.isRegularFile(file)
                ? Optional.of(object(file).path(EmbeddedTexts.RECORD).path("model"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::asText)
                : Optional.empty();
    }

    /** How the texts of this run were embedded, if it was trained on texts. */
    Optional<RecordedEmbedding> embedding() throws IOException {
        return record.path(EmbeddedTexts.RECORD).isObject() ? Optional.of(embedding(directory)) : Optional.empty();
    }

    private static JsonNode object(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    file + " is missing; expected a directory that rectify train or audit wrote");
        }
        try {
            JsonNode node = JSON.readTree(Files.readString(file));
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException | java.nio.charset.CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not the JSON that rectify train writes", e);
        }
        throw new IllegalArgumentException(file + " is not the JSON that rectify train writes");
    }

    private IllegalArgumentException damaged(String file, String field) {
        return new IllegalArgumentException(
                directory.resolve(file) + " has no " + field + " as rectify writes it; make it again");
    }

    Path directory() {
        return directory;
    }

    /** Whether an audit wrote it, not a training. */
    boolean isAudit() {
        return metrics.has("judged_by");
    }

    /** A figure of metrics.json. */
    double figure(String name) {
        JsonNode value = metrics.path(name);
        if (!value.isNumber()) {
            throw damaged(RunDirectory.METRICS, "'" + name + "'");
        }
        return value.asDouble();
    }

    /** A word of metrics.json. */
    String word(String name) {
        JsonNode value = metrics.path(name);
        if (!value.isTextual()) {
            throw damaged(RunDirectory.METRICS, "'" + name + "'");
        }
        return value.asText();
    }

    /** One of several values by the word of metrics.json that stands for it. */
    <T> T choice(T[] values, String name) {
        String word = word(name);
        for (T value : values) {
            if (value.toString().equals(word)) {
                return value;
            }
        }
        throw damaged(RunDirectory.METRICS, "'" + name + "'");
    }

    /** The method that was trained by. */
    Method method() {
        String word = word("method");
        return Method.all().stream()
                .filter(method -> method.name().equals(word))
                .findFirst()
                .orElseThrow(() -> damaged(RunDirectory.METRICS, "'method'"));
    }

    /** A count of metrics.json. */
    int count(String name) {
        JsonNode value = metrics.path(name);
        if (!value.isInt() || value.asInt() < 0 || value.asInt() == Integer.MAX_VALUE) {
            throw damaged(RunDirectory.METRICS, "'" + name + "'");
        }
        return value.asInt();
    }

    /** Whether an option had a value. */
    boolean hasOption(String name) {
        return record.path("options").path(name).isTextual();
    }

    /** The values that an option of several had; none if it had none. */
    List<String> options(String name) {
        List<String> values = new ArrayList<>();
        record.path("options").path(name).forEach(value -> values.add(value.asText()));
        return values;
    }

    /** The value that an option had. */
    String option(String name) {
        JsonNode value = record.path("options").path(name);
        if (!value.isTextual()) {
            throw damaged(RunDirectory.RUN, "option " + name);
        }
        return value.asText();
    }

    /** Whether an option that is on or off was on. */
    boolean isSet(String name) {
        return record.path("options").path(name).asBoolean();
    }

    /** Where a file or folder was that an option named, whatever is there now. */
    Path place(String option) {
        String name = option(option);
        if (!record.path("directory").isTextual()) {
            throw damaged(RunDirectory.RUN, "input " + name);
        }
        return Path.of(record.path("directory").asText()).resolve(name);
    }

    /** Options that say what was read and how, as words of a command line; files at their place, whatever the directory is now. */
    List<String> arguments(CommandSpec command) {
        List<String> words = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            String name = option.longestName();
            if (NOT_READ.contains(name)) {
                continue;
            }
            boolean file = option.auxiliaryTypes()[0].equals(Path.class);
            if (isSet(name)) {
                words.add(name);
            } else if (hasOption(name)) {
                words.add(name + "=" + (file ? place(name) : option(name)));
            }
            options(name).forEach(value -> words.add(name + "=" + value));
        }
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (hasOption(parameter.paramLabel())) {
                words.add(place(parameter.paramLabel()).toString());
            }
        }
        return words;
    }

    /**
     * What an option named: an input file, or the pattern of several.
     *
     * @throws IllegalArgumentException if a file is gone or no longer what it was, or the pattern has others now
     */
    Path input(String option) throws IOException {
        String name = option(option);
        Path named = place(option);
        Path place = Path.of(record.path("directory").asText());
        List<String> recorded = recorded(name);
        if (recorded.isEmpty()) {
            throw damaged(RunDirectory.RUN, "input " + name);
        }
        for (String file : recorded) {
            checkUnchanged(place.resolve(file), record.path("inputs").path(file).path("sha256"));
        }
        if (TableFile.files(named.toString()).size() != recorded.size()) {
            throw new IllegalArgumentException(
                    named + " has other files now than when " + directory + " was made; make that again");
        }
        return named;
    }

    /** The recorded inputs of a name or pattern. */
    private List<String> recorded(String name) {
        JsonNode inputs = record.path("inputs");
        if (inputs.has(name)) {
            return List.of(name);
        }
        Path pattern = Path.of(name);
        List<String> matching = new ArrayList<>();
        inputs.fieldNames().forEachRemaining(file -> {
            if (TableFile.isOf(pattern, Path.of(file))) {
                matching.add(file);
            }
        });
        return matching;
    }

    private void checkUnchanged(Path file, JsonNode sha256) throws IOException {
        if (!sha256.isTextual()) {
            throw damaged(RunDirectory.RUN, "input " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + ", of which " + directory + " was made, is missing");
        }
        if (!Sha256.of(file).equals(sha256.asText())) {
            throw new IllegalArgumentException(
                    file + " is no longer the file of which " + directory + " was made; make that again");
        }
    }

    /** The table of given and suggested labels. */
    Path labels() {
        return directory.resolve(RunDirectory.LABELS);
    }
}
