package io.rectify.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.embed.Embedder;
import io.rectify.embed.ModelSource;
import io.rectify.formats.LabelTable;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TextFile;
import io.rectify.formats.TextFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the texts of a run were embedded, as its run.json has it. */
record RecordedEmbedding(JsonNode record, Path file) {
    /** Whether they were pictures. */
    boolean isOfPictures() {
        return record.has(EmbeddedPictures.KIND);
    }

    /** @throws IllegalArgumentException if the run was not trained on pictures, or by another picture model */
    void checkPictures() throws IOException {
        if (!isOfPictures()) {
            throw new IllegalArgumentException(file + ": the model was trained on texts, not on pictures");
        }
        if (!record.path("fingerprint")
                .asText()
                .equals(ModelSource.builtInPictures().fingerprint())) {
            throw new IllegalArgumentException(
                    file + ": the model was trained with another picture model than the one of this rectify");
        }
    }

    /**
     * Embeds texts in the same way.
     *
     * @param column of the texts; if null, that of the run
     * @param format how they are written
     * @param place beside which features are kept
     */
    EmbeddedTexts embed(
            Path texts, @Nullable String column, TextFormat format, ModelCacheOptions cache, Path place, int threads)
            throws IOException {
        if (isOfPictures()) {
            throw new IllegalArgumentException(file + ": the model was trained on pictures, not on texts");
        }
        Embedder embedder = Embedder.of(record, file, cache.cache(), ModelCacheOptions.notice(false))
                .withThreads(threads);
        return EmbeddedTexts.of(texts, column == null ? column(texts, format) : column, format, embedder, place, false);
    }

    /** The column of the run; where a csv file has but one, that. */
    private String column(Path texts, TextFormat format) throws IOException {
        boolean csv = TableFormat.ofName(texts).equals(Optional.of(TableFormat.CSV));
        return TextFile.isLines(texts)
                        || (csv && LabelTable.columnNames(texts, format).size() == 1)
                ? ""
                : record.path(EmbeddedTexts.COLUMNS).asText();
    }
}
