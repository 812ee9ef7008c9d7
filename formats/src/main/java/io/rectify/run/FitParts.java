package io.rectify.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.formats.AtomicOutput;
import io.rectify.formats.OutputException;
import io.rectify.formats.Safetensors;
import io.rectify.formats.SafetensorsWriter;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.probe.StopReason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fits that are kept in a directory while a computation goes on, bit for bit: parts of one or more fits, each a safetensors file
 * of weights and a JSON file, written after it, of names and figures. A part is written when the last one is long enough ago:
 * at least a given pause, a fiftieth of the time since the beginning, and twenty times what the last took to write. So a
 * computation of seconds writes nothing, and one of hours loses a fiftieth at most, and the fit that it was at.
 *
 * <p>A part that cannot be read back is as good as none. For one thread.
 */
public final class FitParts implements FitLog {
    private static final String FINGERPRINT = "fingerprint";
    private static final Pattern NAMES = Pattern.compile("fits-\\d{6}\\.json");
    private static final Pattern OURS = Pattern.compile(
            "\\.?(" + FINGERPRINT + "|fits-\\d{6}\\.(json|safetensors))(\\.tmp-[0-9a-f]{12}(-ended)?)?");
    private static final int SHARE_OF_ALL = 50;
    private static final int SHARE_OF_WRITING = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final String fingerprint;
    private final long pause;
    private final Consumer<String> warning;
    private final Map<String, Kept> kept = new HashMap<>();
    private final Map<String, SoftmaxProbe.Fit> pending = new LinkedHashMap<>();
    private final long begin = System.nanoTime();
    private long due;
    private int parts;
    private boolean keeping = true;
    private @Nullable Path loadedFrom;
    private @Nullable Safetensors loaded;

    /** A fit that is in a file: its place there and its figures. */
    private record Kept(Path tensors, int index, JsonNode figures) {}

    private FitParts(Path directory, String fingerprint, Duration pause, Consumer<String> warning) {
        this.directory = directory;
        this.fingerprint = fingerprint;
        this.pause = pause.toNanos();
        this.warning = warning;
        this.due = begin + this.pause;
    }

    static FitParts open(Path directory, String fingerprint, Duration pause, Consumer<String> warning)
            throws IOException {
        FitParts parts = new FitParts(directory, fingerprint, pause, warning);
        if (parts.isSame()) {
            parts.find();
        } else {
            delete(directory);
        }
        return parts;
    }

    private boolean isSame() {
        try {
            return Files.readString(directory.resolve(FINGERPRINT)).equals(fingerprint);
        } catch (IOException e) {
            return false;
        }
    }

    private void find() throws IOException {
        for (Path file : files(directory)) {
            String name = name(file);
            if (NAMES.matcher(name).matches()) {
                parts = Math.max(parts, Integer.parseInt(name.substring(5, 11)));
                add(file, directory.resolve(name.replace(".json", ".safetensors")));
            }
        }
    }

    private void add(Path names, Path tensors) {
        try {
            JsonNode fits = JSON.readTree(names.toFile());
            for (int i = 0; i < fits.size(); i++) {
                kept.put(fits.get(i).path("name").asText(), new Kept(tensors, i, fits.get(i)));
            }
        } catch (IOException e) {
            kept.values().removeIf(fit -> fit.tensors().equals(tensors));
        }
    }

    /** Number of fits that are known from before. */
    public int known() {
        return kept.size();
    }

    @Override
    public SoftmaxProbe.Fit recall(String name, Supplier<SoftmaxProbe.Fit> making) {
        Optional<SoftmaxProbe.Fit> known = Optional.ofNullable(kept.get(name)).flatMap(this::read);
        if (known.isPresent()) {
            return known.get();
        }
        SoftmaxProbe.Fit made = making.get();
        if (keeping) {
            pending.put(name, made);
            if (System.nanoTime() - due >= 0) {
                write();
            }
        }
        return made;
    }

    private Optional<SoftmaxProbe.Fit> read(Kept fit) {
        try {
            Safetensors tensors = load(fit.tensors());
            JsonNode figures = fit.figures();
            return Optional.of(new SoftmaxProbe.Fit(
                    SoftmaxProbe.of(tensors.matrix(fit.index() + ".weights"), tensors.vector(fit.index() + ".bias")),
                    Double.parseDouble(figures.path("lambda").asText()),
                    Double.parseDouble(figures.path("objective").asText()),
                    Double.parseDouble(figures.path("relative_gradient").asText()),
                    figures.path("iterations").asInt(),
                    figures.path("evaluations").asInt(),
                    StopReason.valueOf(figures.path("stop_reason").asText())));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Safetensors load(Path file) throws IOException {
        Safetensors known = loaded;
        if (known != null && file.equals(loadedFrom)) {
            return known;
        }
        Safetensors read = Safetensors.read(file);
        loaded = read;
        loadedFrom = file;
        return read;
    }

    private void write() {
        long start = System.nanoTime();
        try {
            if (!Files.exists(directory.resolve(FINGERPRINT))) {
                AtomicOutput.file(
                        directory.resolve(FINGERPRINT), temporary -> Files.writeString(temporary, fingerprint));
            }
            parts++;
            String part = String.format("fits-%06d", parts);
            SafetensorsWriter tensors = Safetensors.writer();
            List<Map<String, Object>> figures = new ArrayList<>();
            pending.forEach((name, fit) -> {
                tensors.tensor(figures.size() + ".weights", fit.probe().weights());
                tensors.tensor(figures.size() + ".bias", fit.probe().bias());
                figures.add(figures(name, fit));
            });
            tensors.write(directory.resolve(part + ".safetensors"));
            AtomicOutput.file(
                    directory.resolve(part + ".json"),
                    temporary -> Files.write(temporary, JSON.writeValueAsBytes(figures)));
        } catch (IOException | IllegalArgumentException e) {
            keeping = false;
            warning.accept("finished steps cannot be kept for a later start, going on without: " + e.getMessage());
        }
        pending.clear();
        long end = System.nanoTime();
        due = end + Math.max(Math.max(pause, (end - begin) / SHARE_OF_ALL), SHARE_OF_WRITING * (end - start));
    }

    /** Numbers as text, which Java reads back exactly and which may be NaN. */
    private static Map<String, Object> figures(String name, SoftmaxProbe.Fit fit) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("name", name);
        figures.put("lambda", Double.toString(fit.lambda()));
        figures.put("objective", Double.toString(fit.objective()));
        figures.put("relative_gradient", Double.toString(fit.relativeGradient()));
        figures.put("iterations", fit.iterations());
        figures.put("evaluations", fit.evaluations());
        figures.put("stop_reason", fit.stopReason().name());
        return figures;
    }

    /** All files of ours in a directory, sorted; those of others are never touched. */
    static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                directory, entry -> OURS.matcher(name(entry)).matches())) {
            entries.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw new OutputException(directory, "cannot be listed: " + e.getMessage());
        }
        files.sort(null);
        return files;
    }

    /** Whether there is no fit to go on from. */
    static boolean isEmpty(Path directory) throws IOException {
        return files(directory).stream()
                .noneMatch(file -> NAMES.matcher(name(file)).matches());
    }

    static void delete(Path directory) throws IOException {
        for (Path file : files(directory)) {
            Files.deleteIfExists(file);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
