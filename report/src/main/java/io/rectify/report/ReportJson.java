package io.rectify.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the page's script draws, as one JSON object that can stand in a script element: {@code <}, {@code >} and
 * {@code &} are written as Unicode escapes. Texts of issues are listed once, in {@code texts}, and referred to by index:
 * the same neighbours speak about many rows.
 */
final class ReportJson {
    private static final JsonFactory FACTORY = new JsonFactory().setCharacterEscapes(new ScriptEscapes());

    private final JsonGenerator json;
    private final Map<String, Integer> texts = new LinkedHashMap<>();

    private ReportJson(JsonGenerator json) {
        this.json = json;
    }

    static String of(ReportModel model, List<Integer> noiseClasses) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            new ReportJson(json).write(model, noiseClasses);
        }
        // A surrogate without its partner has no encoding: it becomes a question mark here and not a failure later.
        return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private void write(ReportModel model, List<Integer> noiseClasses) throws IOException {
        json.writeStartObject();
        if (model.noise().isPresent()) {
            noise(model.noise().get(), noiseClasses);
        }
        if (model.reliability().isPresent()) {
            reliability(model.reliability().get());
        }
        if (!model.rounds().isEmpty()) {
            rounds(model.rounds());
        }
        if (model.spectrum().isPresent()) {
            spectrum(model.spectrum().get());
        }
        if (model.histogram().isPresent()) {
            histogram(model.histogram().get());
        }
        if (model.levels().isPresent()) {
            levels(model.levels().get().points());
        }
        if (!model.issues().isEmpty()) {
            issues(model);
        }
        json.writeEndObject();
    }

    private void noise(NoiseMatrix noise, List<Integer> shown) throws IOException {
        json.writeObjectFieldStart("noise");
        strings("names", shown.stream().map(noise.classes()::get).toList());
        json.writeArrayFieldStart("cells");
        for (int i = 0; i < shown.size(); i++) {
            for (int j = 0; j < shown.size(); j++) {
                json.writeStartArray();
                json.writeNumber(i);
                json.writeNumber(j);
                number(noise.probability(shown.get(i), shown.get(j)));
                json.writeEndArray();
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void reliability(Reliability reliability) throws IOException {
        json.writeObjectFieldStart("reliability");
        json.writeStringField("labels", reliability.labels());
        curve("before", reliability.before());
        curve("after", reliability.after());
        json.writeEndObject();
    }

    private void curve(String name, Reliability.Curve curve) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeFieldName("ece");
        number(curve.ece());
        json.writeArrayFieldStart("bins");
        for (Reliability.Bin bin : curve.bins()) {
            json.writeStartArray();
            number(bin.confidence());
            number(bin.accuracy());
            json.writeNumber(bin.rows());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void rounds(List<Round> rounds) throws IOException {
        json.writeObjectFieldStart("rounds");
        strings("names", rounds.stream().map(Round::name).toList());
        known("agreement", rounds, round -> OptionalDouble.of(round.agreement()));
        known("truth", rounds, Round::trueAccuracy);
        known("test", rounds, Round::testAccuracy);
        json.writeEndObject();
    }

    private void known(String name, List<Round> rounds, Function<Round, OptionalDouble> value) throws IOException {
        json.writeArrayFieldStart(name);
        for (Round round : rounds) {
            OptionalDouble known = value.apply(round);
            if (known.isPresent()) {
                number(known.getAsDouble());
            } else {
                json.writeNull();
            }
        }
        json.writeEndArray();
    }

    private void spectrum(Spectrum spectrum) throws IOException {
        json.writeObjectFieldStart("spectrum");
        numbers("eigenvalues", spectrum.eigenvalues());
        json.writeArrayFieldStart("filters");
        for (Spectrum.Filter filter : spectrum.filters()) {
            json.writeStartObject();
            json.writeStringField("name", filter.name());
            numbers("kept", filter.kept());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void histogram(ErrorHistogram histogram) throws IOException {
        json.writeObjectFieldStart("histogram");
        numbers("edges", histogram.edges());
        counts("flagged", histogram.flagged());
        counts("unflagged", histogram.unflagged());
        json.writeEndObject();
    }

    private void levels(List<LevelTest.Point> points) throws IOException {
        json.writeObjectFieldStart("levels");
        numbers("levels", points.stream().map(LevelTest.Point::level).toList());
        numbers("shares", points.stream().map(LevelTest.Point::share).toList());
        numbers("lows", points.stream().map(LevelTest.Point::low).toList());
        numbers("highs", points.stream().map(LevelTest.Point::high).toList());
        json.writeEndObject();
    }

    private void issues(ReportModel model) throws IOException {
        json.writeBooleanField("images", model.imagePaths());
        if (!model.decideBy().isEmpty()) {
            strings(
                    "classes",
                    model.classes().stream().map(ClassSummary::name).sorted().toList());
        }
        json.writeObjectFieldStart("thumbnails");
        for (Map.Entry<String, String> thumbnail : model.thumbnails().entrySet()) {
            json.writeStringField(thumbnail.getKey(), thumbnail.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("issues");
        for (Issue issue : model.issues()) {
            json.writeStartArray();
            json.writeNumber(issue.row());
            text(issue.id());
            text(issue.text());
            text(issue.given());
            text(issue.suggested());
            number(issue.wrong());
            number(issue.confidence());
            json.writeStartArray();
            for (Neighbour neighbour : issue.neighbours()) {
                json.writeStartArray();
                json.writeNumber(neighbour.row());
                number(neighbour.weight());
                text(neighbour.given());
                text(neighbour.text());
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeEndArray();
        }
        json.writeEndArray();
        strings("texts", new ArrayList<>(texts.keySet()));
    }

    private void text(String text) throws IOException {
        json.writeNumber(texts.computeIfAbsent(text, unseen -> texts.size()));
    }

    private void strings(String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private void numbers(String name, List<Double> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (double value : values) {
            number(value);
        }
        json.writeEndArray();
    }

    private void counts(String name, List<Long> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (long value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    /** As float32 says it: seven digits are more than a chart or table shows. */
    private void number(double value) throws IOException {
        float rounded = (float) value;
        if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e6) {
            json.writeNumber((int) rounded);
        } else if (Float.isInfinite(rounded) || (rounded == 0 && value != 0)) {
            json.writeNumber(value);
        } else {
            json.writeNumber(rounded);
        }
    }

    /** Makes JSON safe within a script element: no character there can end it, start a comment or an entity. */
    private static final class ScriptEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        private final int[] ascii = standardAsciiEscapesForJSON();

        private ScriptEscapes() {
            for (char c : new char[] {'<', '>', '&'}) {
                ascii[c] = ESCAPE_CUSTOM;
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii.clone();
        }

        /** Asked for every character that is not ASCII, too: those stand as they are. */
        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return c < ascii.length && ascii[c] == ESCAPE_CUSTOM
                    ? new SerializedString(String.format(Locale.ROOT, "\\u%04x", c))
                    : null;
        }
    }
}
