package io.rectify.cli;

import io.rectify.embed.Embedder;
import io.rectify.embed.FeatureStore;
import io.rectify.embed.Texts;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.TableRole;
import io.rectify.formats.TableUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Texts that a command embeds before it goes on as if it had been given their features.
 *
 * @param columns that hold the texts, as {@link Texts#read} has it
 */
record EmbeddedTexts(Texts texts, String columns, Embedder embedder, FeatureStore.Stored stored) {
    static final String RECORD = "embedding";
    static final String COLUMNS = "text_column";

    /**
     * Embeds texts, or finds their features where an earlier command left them.
     *
     * @param columns that they were read from
     * @param place what the command writes, beside which features are kept
     * @param before told what features are made of before they are
     */
    static EmbeddedTexts of(
            Texts texts, String columns, Embedder embedder, Path place, boolean quiet, Consumer<TableUse> before)
            throws IOException {
        if (texts.empty() == texts.texts().size()) {
            throw new IllegalArgumentException(texts.file() + ": expected texts but all " + Wording.count(texts.empty())
                    + " are empty; --text-column names the column of the texts");
        }
        // A model that is not there, or not what it was, is noticed before anything is said.
        embedder.source().fingerprint();
        before.accept(use(texts, embedder));
        Path folder = place.toAbsolutePath().normalize().resolveSibling(FeatureStore.FOLDER);
        long begin = System.nanoTime();
        FeatureStore.Stored stored;
        try (EmbedProgress progress = new EmbedProgress(quiet)) {
            stored = new FeatureStore(folder).features(embedder, texts, progress);
        }
        EmbeddedTexts embedded = new EmbeddedTexts(texts, columns, embedder, stored);
        if (!quiet) {
            embedded.report((System.nanoTime() - begin) / 1e9);
        }
        return embedded;
    }

    private void report(double seconds) {
        int rows = texts.texts().size();
        String count = Wording.count(rows) + " texts"
                + (stored.distinct() < rows ? ", " + Wording.count(stored.distinct()) + " of them different," : "");
        boolean before = stored.found() || stored.known() == rows;
        System.err.println(
                before
                        ? count + " embedded by an earlier command: " + Wording.path(stored.features())
                        : String.format(
                                "%s embedded by %s in %.1f s%s",
                                count,
                                embedder.source(),
                                seconds,
                                stored.known() == 0
                                        ? ""
                                        : ", but for " + Wording.count(stored.known())
                                                + " that an earlier command had embedded"));
        // Said once, by the command that embeds them.
        if (stored.truncated() > 0 && !before) {
            System.err.println("rectify: " + Wording.count(stored.truncated()) + " texts are longer than the "
                    + stored.maxLength() + " tokens that the model takes"
                    + (embedder.options().windows() ? ": windows averaged" : ": the rest is cut off"));
        }
        if (texts.empty() > 0) {
            System.err.println("rectify: " + Wording.count(texts.empty())
                    + " texts are empty: they have the same features, which say nothing");
        }
    }

    Path features() {
        return stored.features();
    }

    /** What features are made of, for people to check. */
    private static TableUse use(Texts texts, Embedder embedder) {
        String names = texts.columns().isEmpty() ? "lines" : String.join(",", texts.columns());
        return new TableUse(
                "made of texts by " + embedder.source(), Map.of(TableRole.TEXT, names), List.of(), List.of());
    }

    /** Features of the texts with their labels, which are of the same rows in the same order. */
    LabelledRows rows(LabelColumns labels, MemoryOptions memory, Path place) throws IOException {
        LabelColumns all = labels.withTexts(Map.of(TableRole.TEXT, texts.texts()));
        return LabelledRows.of(features(), all, texts.file(), use(texts, embedder), memory, place);
    }

    /** For run.json: enough to embed other texts alike. */
    Map<String, Object> record() throws IOException {
        Map<String, Object> record = new LinkedHashMap<>(embedder.record());
        record.put(COLUMNS, columns);
        record.put("texts", texts.texts().size());
        record.put("different", stored.distinct());
        record.put("longer", stored.truncated());
        record.put("empty", texts.empty());
        return record;
    }
}
