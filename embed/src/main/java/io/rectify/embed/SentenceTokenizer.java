package io.rectify.embed;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A tokenizer.json of Hugging Face's tokenizers: texts in, tokens out, each text cut to a largest number of tokens. */
final class SentenceTokenizer implements AutoCloseable {
    private static final int DEFAULT_MAX_LENGTH = 512;
    private static final int CHUNK = 1000;
    private static final List<String> PADDING_TOKENS = List.of("[PAD]", "<pad>");

    private static final int[] NO_TYPES = {};

    private final HuggingFaceTokenizer tokenizer;
    private final int maxLength;
    private final int paddingId;

    private SentenceTokenizer(HuggingFaceTokenizer tokenizer, int maxLength, int paddingId) {
        this.tokenizer = tokenizer;
        this.maxLength = maxLength;
        this.paddingId = paddingId;
    }

    /**
     * @param file what the file is called in messages
     * @param json its content
     * @param askedLength largest number of tokens; if empty, what the file says, or else 512
     * @throws DataFormatException if the content is no tokenizer
     * @throws IllegalArgumentException if special tokens alone reach the largest number
     * @throws IOException if the native library cannot be loaded
     */
    static SentenceTokenizer of(Path file, byte[] json, OptionalInt askedLength) throws IOException {
        loadLibrary();
        try {
            JsonNode tree = new ObjectMapper().readTree(json);
            int fileLength = tree.path("truncation").path("max_length").asInt(DEFAULT_MAX_LENGTH);
            int maxLength = askedLength.orElse(Math.max(1, fileLength));
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json),
                    Map.of(
                            "truncation",
                            "true",
                            "padding",
                            "false",
                            "maxLength",
                            Integer.toString(maxLength),
                            "modelMaxLength",
                            Integer.toString(Integer.MAX_VALUE)));
            checkRoom(tokenizer, maxLength);
            return new SentenceTokenizer(tokenizer, maxLength, paddingId(tree));
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw noTokenizer(file, e.getOriginalMessage());
        } catch (RuntimeException e) {
            throw noTokenizer(file, String.valueOf(e.getMessage()));
        }
    }

    private static void checkRoom(HuggingFaceTokenizer tokenizer, int maxLength) {
        int special = tokenizer.encode("", true, false).getIds().length;
        if (special >= maxLength) {
            tokenizer.close();
            throw new IllegalArgumentException("max length " + maxLength + " leaves no room beside the " + special
                    + " special tokens of the tokenizer");
        }
    }

    private static DataFormatException noTokenizer(Path file, String problem) {
        return new DataFormatException(
                DataLocation.in(file), "expected a tokenizer.json of Hugging Face's tokenizers but: " + problem);
    }

    private static int paddingId(JsonNode tree) {
        for (JsonNode token : tree.path("added_tokens")) {
            if (PADDING_TOKENS.contains(token.path("content").asText())) {
                return token.path("id").asInt();
            }
        }
        return tree.path("padding").path("pad_id").asInt(0);
    }

    /** The library of the jar is copied to a cache and loaded from there; nothing is fetched, nothing is reported. */
    private static void loadLibrary() throws IOException {
        for (String property : List.of("ai.djl.offline", "OPT_OUT_TRACKING")) {
            System.setProperty(property, "true");
        }
        if (System.getProperty("RUST_FLAVOR") == null) {
            System.setProperty("RUST_FLAVOR", "cpu");
        }
        try {
            LibUtils.checkStatus();
        } catch (RuntimeException | LinkageError e) {
            throw new IOException(
                    "the tokenizers' native library cannot be loaded: " + RootCause.message(e)
                            + " (DJL_CACHE_DIR names a writable folder for it)",
                    e);
        }
    }

    /** Largest number of tokens of a text, special ones included. */
    int maxLength() {
        return maxLength;
    }

    /** The token that fills up shorter texts. */
    int paddingId() {
        return paddingId;
    }

    /**
     * The tokens of each text, at least one list of them.
     *
     * @param windows whether what is beyond the largest number follows in further lists, and is not cut off
     */
    List<List<Tokens>> encode(List<String> texts, boolean windows) {
        List<List<Tokens>> encoded = new ArrayList<>(texts.size());
        for (int from = 0; from < texts.size(); from += CHUNK) {
            List<String> chunk = texts.subList(from, Math.min(texts.size(), from + CHUNK));
            for (Encoding encoding : tokenizer.batchEncode(chunk, true, windows)) {
                boolean truncated = encoding.exceedMaxLength();
                List<Tokens> all = new ArrayList<>();
                all.add(tokens(encoding, truncated));
                if (windows) {
                    for (Encoding further : encoding.getOverflowing()) {
                        all.add(tokens(further, truncated));
                    }
                }
                encoded.add(all);
            }
        }
        return encoded;
    }

    private static Tokens tokens(Encoding encoding, boolean truncated) {
        int[] typeIds = toInts(encoding.getTypeIds());
        boolean oneSegment = Arrays.stream(typeIds).allMatch(id -> id == 0);
        return new Tokens(toInts(encoding.getIds()), oneSegment ? NO_TYPES : typeIds, truncated);
    }

    private static int[] toInts(long[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = Math.toIntExact(values[i]);
        }
        return ints;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
