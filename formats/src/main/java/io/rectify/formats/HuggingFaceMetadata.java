package io.rectify.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** What the library datasets of Hugging Face writes about a Parquet file's columns under the key {@code huggingface}. */
final class HuggingFaceMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HuggingFaceMetadata() {}

    /** The class names of a column of type ClassLabel, in the order of their numbers; empty if it is no such column. */
    static List<String> classNames(String metadata, String column) {
        JsonNode feature = json(metadata).path("info").path("features").path(column);
        List<String> names = new ArrayList<>();
        if (feature.path("_type").asText().equals("ClassLabel")) {
            feature.path("names").forEach(name -> names.add(name.asText()));
        }
        return names;
    }

    /** Metadata that are JSON; nothing where they are not. */
    static JsonNode json(String metadata) {
        try {
            return metadata.isBlank() ? JSON.missingNode() : JSON.readTree(metadata);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
