package io.rectify.review.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.Locale;

/** Bodies in and out: JSON as it is meant, or an answer that says what is wrong. */
final class Json {
    private static final int LONGEST_BODY = 1 << 20;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private Json() {}

    /** @throws Refusal if it is no JSON of this form, too long, or not called so */
    static <T> T read(Context context, Class<T> type) throws IOException {
        String content = context.header("Content-Type");
        String media = content == null ? "" : content.toLowerCase(Locale.ROOT).replace(" ", "");
        if (!media.equals("application/json") && !media.equals("application/json;charset=utf-8")) {
            throw new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "expected a body of application/json");
        }
        byte[] body = context.bodyInputStream().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            throw new Refusal(HttpStatus.CONTENT_TOO_LARGE, "expected at most " + LONGEST_BODY + " bytes");
        }
        try {
            return MAPPER.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("no JSON"));
        }
    }

    static void write(Context context, Object value) throws IOException {
        write(context, "application/json", value);
    }

    static void write(Context context, String type, Object value) throws IOException {
        context.contentType(type).result(MAPPER.writeValueAsBytes(value));
    }
}
