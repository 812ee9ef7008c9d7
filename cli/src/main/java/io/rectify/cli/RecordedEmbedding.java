package io.rectify.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.embed.Embedder;
import io.rectify.embed.PictureEmbedder;
import io.rectify.embed.Texts;
import io.rectify.formats.LabelTable;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableUse;
import io.rectify.formats.TextFile;
import io.rectify.formats.TextFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How the texts of a run were embedded, as its run.json has it. */
record RecordedEmbedding(JsonNode record, Path file) {
    /** Whether they were pictures. */
    boolean isOfPictures() {
        return record.has(EmbeddedPictures.KIND);
    }

    /**
     * What embeds pictures in the same way.
     *
     * @throws IllegalArgumentException if the run was not trained on pictures
     */
    PictureEmbedder pictures() throws IOException {
        if (!isOfPictures()) {
            throw new IllegalArgumentException(file + ": the model was trained on texts, not on pictures");
        }
        return PictureEmbedder.of(record, file);
    }

    /**
     * Embeds texts in the same way.
     *
     * @param column of the texts; if null, that of the run
     * @param format how they are written
     * @param place beside which features are kept
     * @param before told what features are made of before they are
     */
    EmbeddedTexts embed(
            Path texts,
            @Nullable String column,
            TextFormat format,
            ModelCacheOptions cache,
            Path place,
            int threads,
            Consumer<TableUse> before)
            throws IOException {
        if (isOfPictures()) {
            throw new IllegalArgumentException(file + ": the model was trained on pictures, not on texts");
        }
        Embedder embedder = Embedder.of(record, file, cache.cache(), ModelCacheOptions.notice(false))
                .withThreads(threads);
        String columns = column == null ? column(texts, format) : column;
        return EmbeddedTexts.of(Texts.read(texts, columns, format), columns, embedder, place, false, before);
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
