package io.rectify.studies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rectify.formats.AtomicOutput;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.linalg.Blas;
import io.rectify.linalg.LogSumExp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the cells of a folder were made of: provenance.json beside cells.csv. */
final class Provenance {
    static final String FILE = "provenance.json";
    private static final String DATA = "data";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path file;
    private final ObjectNode root;

    private Provenance(Path file, ObjectNode root) {
        this.file = file;
        this.root = root;
    }

    /** What a run of an experiment would be made of. */
    static Provenance of(Experiment experiment, Plan plan, Path folder) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        for (String name : experiment.dataSets(plan)) {
            if (!name.equals(GeneratedData.NAME)) {
                hashes.putAll(SharedData.hashes(plan.data(), name));
            }
        }
        ObjectNode root = JSON.createObjectNode();
        root.put("experiment", experiment.name());
        root.put("quick", plan.quick());
        root.set("seeds", JSON.valueToTree(plan.seeds()));
        root.set("settings", JSON.valueToTree(experiment.settings(plan)));
        root.set(DATA, JSON.valueToTree(hashes));
        root.putArray("runs");
        return new Provenance(folder.resolve(FILE), parsed(root));
    }

    /** The same after a way through the file, so that equal numbers are equal. */
    private static ObjectNode parsed(ObjectNode root) throws JsonProcessingException {
        return (ObjectNode) JSON.readTree(JSON.writeValueAsString(root));
    }

    /**
     * What is in a folder, if there is such a file.
     *
     * @throws DataFormatException if it is damaged
     */
    static Optional<Provenance> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (JSON.readTree(Files.readString(file)) instanceof ObjectNode root
                    && root.path("seeds").isArray()
                    && root.path("runs").isArray()) {
                return Optional.of(new Provenance(file, root));
            }
            throw new DataFormatException(DataLocation.in(file), "expected an object with seeds and runs");
        } catch (JsonProcessingException e) {
            throw new DataFormatException(DataLocation.in(file), "expected JSON but found " + e.getOriginalMessage());
        }
    }

    /**
     * How the cells of another one differ from what a run would make; none if they may be used together. Files that only one
     * of them has are of data sets that only one of them reads.
     */
    List<String> differences(Provenance that) {
        List<String> differences = new ArrayList<>();
        for (String part : List.of("quick", "settings")) {
            different(part, that.root.path(part), root.path(part)).ifPresent(differences::add);
        }
        JsonNode files = root.path(DATA);
        that.root.path(DATA).properties().stream()
                .filter(file -> files.has(file.getKey()))
                .forEach(file -> different(file.getKey(), file.getValue(), files.path(file.getKey()))
                        .ifPresent(differences::add));
        return differences;
    }

    private static Optional<String> different(String what, JsonNode before, JsonNode now) {
        return before.equals(now) ? Optional.empty() : Optional.of(what + " " + before + ", now " + now);
    }

    /** Takes over the runs that made the cells so far, and the data sets that only they read. */
    void goesOn(Provenance earlier) {
        root.set("runs", earlier.root.path("runs"));
        Map<String, JsonNode> all = new TreeMap<>();
        for (JsonNode files : List.of(earlier.root.path(DATA), root.path(DATA))) {
            files.properties().forEach(file -> all.put(file.getKey(), file.getValue()));
        }
        ((ObjectNode) root.path(DATA)).setAll(all);
    }

    List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        root.path("seeds").forEach(seed -> seeds.add(seed.asLong()));
        return seeds;
    }

    /** Writes the file without any run of its own. */
    void save() throws IOException {
        AtomicOutput.file(file, temporary -> Files.writeString(temporary, JSON.writeValueAsString(root) + "\n"));
    }

    /** Counts a finished cell to the run that computes it. */
    void computed(SourceState source, int threads, double seconds) throws IOException {
        ArrayNode runs = (ArrayNode) root.path("runs");
        ObjectNode now = JSON.createObjectNode();
        now.put("commit", source.commit());
        now.put("uncommitted_changes", source.changed());
        now.put("rectify", source.version());
        now.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        now.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        now.put("blas", Blas.library() + " " + source.blas());
        now.put("exp_kernel", LogSumExp.kernel());
        now.put("threads", threads);
        for (JsonNode run : runs) {
            ObjectNode same = run.deepCopy();
            same.remove(List.of("cells", "seconds"));
            if (same.equals(now)) {
                ((ObjectNode) run).put("cells", run.path("cells").asInt() + 1);
                ((ObjectNode) run).put("seconds", rounded(run.path("seconds").asDouble() + seconds));
                save();
                return;
            }
        }
        now.put("cells", 1);
        now.put("seconds", rounded(seconds));
        runs.add(now);
        save();
    }

    private static double rounded(double seconds) {
        return Math.rint(seconds * 10) / 10;
    }

    /** One line per run and the data, as Markdown. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (JsonNode run : root.path("runs")) {
            text.append(String.format(
                    java.util.Locale.ROOT,
                    "%d cells in %.0f s by commit %.10s%s: rectify %s, %s, %s, %s, %d threads. ",
                    run.path("cells").asInt(),
                    run.path("seconds").asDouble(),
                    run.path("commit").asText(),
                    run.path("uncommitted_changes").asBoolean() ? " with changes" : "",
                    run.path("rectify").asText(),
                    run.path("java").asText(),
                    run.path("os").asText(),
                    run.path("blas").asText(),
                    run.path("threads").asInt()));
        }
        text.append("Seeds ")
                .append(seeds().toString().replaceAll("[\\[\\]]", ""))
                .append('.');
        root.path(DATA)
                .properties()
                .forEach(entry -> text.append(String.format(
                        " %s %.12s…", entry.getKey(), entry.getValue().asText())));
        return text.toString();
    }
}
