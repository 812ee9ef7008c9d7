package io.rectify.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a safetensors file: features from a tensor of two dimensions, labels from one of integers, which are names of classes
 * where the metadata have a JSON array of them under {@code label_names}.
 */
final class SafetensorsTableReader implements TableReader {
    static final String LABEL_NAMES = "label_names";

    /** Elements that are read at a time: a row of any length is no larger a buffer. */
    private static final int PIECE = 1 << 18;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final FileChannel channel;
    private final long data;
    private final SafetensorsHeader.@Nullable Entry features;
    private final SafetensorsHeader.@Nullable Entry labels;
    private final List<String> names;
    private final TableSchema schema;
    private final int rows;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int row;

    SafetensorsTableReader(Path file, TableOptions options) throws IOException {
        this.file = file;
        channel = InputFile.channel(file);
        try (Guard<IOException> guard = Guard.of(channel::close)) {
            SafetensorsHeader header = new SafetensorsReader(file).header(channel, SafetensorsType.ANY);
            data = channel.position();
            String named = options.roles().get(TableRole.LABEL);
            labels = options.texts().contains(TableRole.LABEL)
                    ? find(
                            header,
                            named == null ? TableRole.LABEL.defaultName() : named,
                            named != null && !options.optional().contains(TableRole.LABEL))
                    : null;
            features = options.readFeatures() ? features(header, options, labels) : null;
            Map<TableRole, String> used = labels == null ? Map.of() : Map.of(TableRole.LABEL, labels.name());
            List<String> left = header.tensors().stream()
                    .filter(tensor -> features != null && tensor != features && tensor != labels)
                    .map(tensor -> Excerpt.of(tensor.name()))
                    .toList();
            SafetensorsHeader.Entry any = features == null ? labels : features;
            if (any == null) {
                throw problem("expected a tensor of labels, 'label' unless another is named");
            }
            rows = size(any, 0);
            if (labels != null
                    && (labels.shape().isEmpty()
                            || labels.shape().get(0) != rows
                            || labels.shape().size() > 2)) {
                throw SafetensorsHeader.problem(
                        file,
                        labels,
                        "expected " + rows + " labels, one a row, but found shape " + labels.shape() + " of "
                                + labels.type());
            }
            names = labels == null ? List.of() : names(header.metadata());
            schema = new TableSchema(
                            features == null ? 0 : size(features, 1),
                            List.of(),
                            labels == null ? Set.of() : Set.of(TableRole.LABEL),
                            OptionalLong.of(rows),
                            new TableUse(
                                    features == null
                                            ? ""
                                            : size(features, 1) + " columns of tensor " + Excerpt.of(features.name()),
                                    used,
                                    left,
                                    List.of()))
                    .withClassNames(names);
            guard.release();
        }
    }

    private SafetensorsHeader.@Nullable Entry find(SafetensorsHeader header, String name, boolean required)
            throws DataFormatException {
        for (SafetensorsHeader.Entry entry : header.tensors()) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        if (required) {
            throw problem("expected a tensor " + Excerpt.quoted(name) + " but the tensors are "
                    + Excerpt.list(
                            header.tensors().stream()
                                    .map(SafetensorsHeader.Entry::name)
                                    .toList(),
                            10));
        }
        return null;
    }

    private SafetensorsHeader.Entry features(
            SafetensorsHeader header, TableOptions options, SafetensorsHeader.@Nullable Entry taken)
            throws DataFormatException {
        SafetensorsHeader.Entry entry;
        if (options.array().isPresent()) {
            entry = find(header, options.array().get(), true);
        } else {
            List<SafetensorsHeader.Entry> found = header.tensors().stream()
                    .filter(tensor -> tensor != taken && tensor.shape().size() == 2)
                    .toList();
            if (found.size() != 1) {
                throw problem("expected one tensor of 2 dimensions but "
                        + (found.isEmpty()
                                ? "there is none"
                                : "found "
                                        + Excerpt.list(
                                                found.stream()
                                                        .map(SafetensorsHeader.Entry::name)
                                                        .toList(),
                                                10)
                                        + "; name the one that holds the features by --array"));
            }
            entry = found.get(0);
        }
        if (entry == null || entry.shape().size() != 2 || entry.count() == 0) {
            throw problem("expected features as a tensor of 2 dimensions that is not empty");
        }
        return entry;
    }

    private int size(SafetensorsHeader.Entry entry, int dimension) throws DataFormatException {
        long size = entry.shape().isEmpty() ? 0 : entry.shape().get(dimension);
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw SafetensorsHeader.problem(
                    file, entry, "expected sizes from 1 to " + Integer.MAX_VALUE + " but found " + entry.shape());
        }
        return (int) size;
    }

    private List<String> names(Map<String, String> metadata) throws DataFormatException {
        String json = metadata.get(LABEL_NAMES);
        if (json == null) {
            return List.of();
        }
        try {
            List<String> found = JSON.readValue(json, new TypeReference<List<String>>() {});
            if (found != null && !found.contains(null)) {
                return found;
            }
        } catch (JsonProcessingException e) {
            throw problem("expected a JSON array of strings as metadata '" + LABEL_NAMES + "'");
        }
        throw problem("expected a JSON array of strings as metadata '" + LABEL_NAMES + "'");
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        int count = Math.min(block.capacity(), rows - row);
        int columns = schema.columns();
        if (features != null && count > 0) {
            toFloats(features, (long) row * columns, count * columns, block.values());
            int bad = FiniteFloats.firstNonFinite(block.values(), count * columns);
            if (bad < count * columns) {
                throw new DataFormatException(
                        DataLocation.in(file).withRow(row + bad / columns).withColumn(bad % columns),
                        FloatText.problem(Float.toString(block.values()[bad])));
            }
        }
        if (labels != null && count > 0) {
            readLabels(labels, count, block.texts(TableRole.LABEL));
        }
        block.setRows(count);
        row += count;
        return count > 0;
    }

    private void readLabels(SafetensorsHeader.Entry entry, int count, String[] target) throws IOException {
        NpyType type = number(entry.type());
        int width = (int) (entry.count() / rows);
        ByteBuffer bytes = bytes(entry, (long) row * width, Math.multiplyExact(count, width));
        for (int i = 0; i < count; i++) {
            StringJoiner list = new StringJoiner(", ", width > 1 ? "[" : "", width > 1 ? "]" : "");
            for (int j = 0; j < width; j++) {
                list.add(element(entry, type, bytes.position((i * width + j) * type.size())));
            }
            target[i] = names.isEmpty() || width > 1 ? list.toString() : className(entry, list.toString(), row + i);
        }
    }

    private static String element(SafetensorsHeader.Entry entry, NpyType type, ByteBuffer bytes) {
        if (type == NpyType.BOOL) {
            return type.toText(bytes).equals("1") ? "true" : "false";
        }
        String text = entry.type() == SafetensorsType.BF16
                ? Float.toString(Float.intBitsToFloat(bytes.getShort(bytes.position()) << 16))
                : type.toText(bytes);
        return text.equals("NaN") ? "" : text;
    }

    /** The name of a class; none where its number is −1. */
    private String className(SafetensorsHeader.Entry entry, String text, int at) throws DataFormatException {
        String number = LabelValues.canonical(text);
        int index = number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : -1;
        if (number.equals("-1") || number.isEmpty()) {
            return "";
        }
        if (index < 0 || index >= names.size()) {
            throw new DataFormatException(
                    DataLocation.in(file).withRow(at).withColumn(entry.name()),
                    "expected a class from 0 to " + (names.size() - 1) + ", or -1 for none, but found " + text);
        }
        return names.get(index);
    }

    private void toFloats(SafetensorsHeader.Entry entry, long from, int count, float[] target) throws IOException {
        for (int done = 0; done < count; ) {
            int run = Math.min(PIECE, count - done);
            ByteBuffer bytes = bytes(entry, from + done, run);
            if (entry.type() == SafetensorsType.BF16) {
                for (int i = 0; i < run; i++) {
                    target[done + i] = Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
                }
            } else {
                number(entry.type()).toFloats(bytes, target, done, run);
            }
            done += run;
        }
    }

    /** Elements of a tensor, until the next are asked for. */
    private ByteBuffer bytes(SafetensorsHeader.Entry entry, long from, int count) throws IOException {
        int size = entry.type().size();
        int length = Math.multiplyExact(count, size);
        if (buffer.capacity() < length) {
            buffer = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        }
        ByteBuffer bytes = buffer.clear().limit(length);
        for (long at = data + entry.begin() + from * size; bytes.hasRemaining(); ) {
            int read = channel.read(bytes, at);
            if (read < 0) {
                throw problem("the file was cut short while it was being read");
            }
            at += read;
        }
        return bytes.flip();
    }

    private static NpyType number(SafetensorsType type) {
        return switch (type) {
            case BOOL -> NpyType.BOOL;
            case U8 -> NpyType.UINT8;
            case I8 -> NpyType.INT8;
            case U16 -> NpyType.UINT16;
            case I16 -> NpyType.INT16;
            case U32 -> NpyType.UINT32;
            case I32 -> NpyType.INT32;
            case U64 -> NpyType.UINT64;
            case I64 -> NpyType.INT64;
            case F16, BF16 -> NpyType.FLOAT16;
            case F32 -> NpyType.FLOAT32;
            case F64 -> NpyType.FLOAT64;
        };
    }

    private DataFormatException problem(String problem) {
        return new DataFormatException(DataLocation.in(file), problem);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
