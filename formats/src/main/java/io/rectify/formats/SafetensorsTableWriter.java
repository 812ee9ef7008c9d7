package io.rectify.formats;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a table as safetensors: {@code features}, F32, and {@code label}, I64, numbers of classes, or −1 for none, whose names stand in the metadata
 * {@code label_names} in the order of their first row. The header is put into room that was left for it at the end.
 */
final class SafetensorsTableWriter implements TableWriter {
    private static final int ROOM = 512;
    private static final int ROOM_WITH_NAMES = 1 << 17;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path name;
    private final FileChannel channel;
    private final FloatOutput output;
    private final int columns;
    private final boolean labelled;
    private final int room;
    private final Map<String, Integer> classes = new LinkedHashMap<>();
    private int[] labels = new int[0];
    private int rows;

    SafetensorsTableWriter(Path file, Path name, TableSchema schema) throws IOException {
        this.name = name;
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        this.output = new FloatOutput(channel);
        this.columns = schema.columns();
        this.labelled = schema.roles().contains(TableRole.LABEL);
        this.room = labelled ? ROOM_WITH_NAMES : ROOM;
        output.write(new byte[room]);
    }

    @Override
    public void write(RowBlock block) throws IOException {
        output.write(block.values(), block.rows() * columns);
        if (labelled) {
            if (labels.length < rows + block.rows()) {
                labels = Arrays.copyOf(labels, Math.max(rows + block.rows(), labels.length + labels.length / 2));
            }
            for (int i = 0; i < block.rows(); i++) {
                String label = block.get(TableRole.LABEL, i);
                labels[rows + i] = label.isEmpty() ? -1 : classes.computeIfAbsent(label, unused -> classes.size());
            }
        }
        rows = Math.addExact(rows, block.rows());
    }

    @Override
    public void finish() throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        long end = 4L * rows * columns;
        header.put("features", tensor("F32", List.of(rows, columns), 0, end));
        if (labelled) {
            header.put("label", tensor("I64", List.of(rows), end, end + 8L * rows));
            header.put(
                    "__metadata__",
                    Map.of(SafetensorsTableReader.LABEL_NAMES, JSON.writeValueAsString(classes.keySet())));
            writeLabels();
        }
        byte[] json = JSON.writeValueAsBytes(header);
        if (json.length > room - Long.BYTES) {
            throw new IllegalArgumentException(name
                    + ": safetensors has room for the names of about 1000 classes but there are " + classes.size());
        }
        byte[] padded = new byte[room - Long.BYTES];
        Arrays.fill(padded, (byte) ' ');
        System.arraycopy(json, 0, padded, 0, json.length);
        ByteBuffer bytes = ByteBuffer.allocate(room)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length)
                .put(padded)
                .flip();
        for (long at = 0; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
        }
    }

    private void writeLabels() throws IOException {
        int block = 1 << 16;
        for (int from = 0; from < rows; from += block) {
            int count = Math.min(block, rows - from);
            ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                bytes.putLong(labels[from + i]);
            }
            output.write(bytes.array());
        }
    }

    private static Map<String, Object> tensor(String type, List<Integer> shape, long begin, long end) {
        Map<String, Object> tensor = new LinkedHashMap<>();
        tensor.put("dtype", type);
        tensor.put("shape", shape);
        tensor.put("data_offsets", List.of(begin, end));
        return tensor;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
