package io.rectify.formats;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a table as npz: arrays {@code features}, and {@code id}, {@code text} and {@code label} of strings if there are any. The
 * archive is not compressed, as that of {@code numpy.savez}; features first go to a file beside it, since their number is written
 * before them.
 */
final class NpzTableWriter implements TableWriter {
    private final Path file;
    private final Temporary spill;
    private final NpyTableWriter features;
    private final Map<TableRole, List<String>> texts = new EnumMap<>(TableRole.class);

    NpzTableWriter(Path file, TableSchema schema) throws IOException {
        this.file = file;
        this.spill = Temporary.create(file, file, Files::createFile);
        this.features = new NpyTableWriter(spill.path(), schema);
        schema.roles().forEach(role -> texts.put(role, new ArrayList<>()));
    }

    @Override
    public void write(RowBlock block) throws IOException {
        features.write(block);
        texts.forEach((role, column) -> {
            for (int i = 0; i < block.rows(); i++) {
                column.add(block.get(role, i));
            }
        });
    }

    @Override
    public void finish() throws IOException {
        features.finish();
        features.close();
        try (ZipOutputStream zip =
                new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            zip.putNextEntry(entry("features", Files.size(spill.path()), crc(spill.path())));
            Files.copy(spill.path(), zip);
            zip.closeEntry();
            for (Map.Entry<TableRole, List<String>> column : texts.entrySet()) {
                byte[] bytes = strings(column.getValue());
                CRC32 crc = new CRC32();
                crc.update(bytes);
                zip.putNextEntry(entry(column.getKey().defaultName(), bytes.length, crc.getValue()));
                zip.write(bytes);
                zip.closeEntry();
            }
        }
    }

    private static ZipEntry entry(String name, long size, long crc) {
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCompressedSize(size);
        entry.setCrc(crc);
        entry.setTime(0);
        return entry;
    }

    private static long crc(Path path) throws IOException {
        try (CheckedInputStream stream = new CheckedInputStream(Files.newInputStream(path), new CRC32())) {
            byte[] buffer = new byte[1 << 16];
            while (stream.read(buffer) >= 0) {}
            return stream.getChecksum().getValue();
        }
    }

    /** An npy array of strings, dtype {@code <U}, each padded to the longest with zeros. */
    private static byte[] strings(List<String> texts) {
        int longest = Math.max(
                1,
                texts.stream()
                        .mapToInt(text -> text.codePointCount(0, text.length()))
                        .max()
                        .orElse(1));
        byte[] header = new NpyHeader(1, NpyType.UINT32, ByteOrder.LITTLE_ENDIAN, false, List.of((long) texts.size()))
                .toBytes();
        String literal = new String(header, StandardCharsets.ISO_8859_1);
        int from = literal.indexOf("'<u4'");
        String descr = "'<U" + longest + "'";
        String rest = literal.substring(from + "'<u4'".length());
        String padded =
                literal.substring(0, from) + descr + rest.replaceFirst(" {" + (descr.length() - 5) + "}\n$", "\n");
        byte[] start = padded.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.addExact(start.length, Math.multiplyExact(texts.size(), Math.multiplyExact(longest, 4))))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(start);
        for (String text : texts) {
            int end = bytes.position() + 4 * longest;
            text.codePoints().forEach(bytes::putInt);
            bytes.position(end);
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        try (spill;
                features) {
            texts.clear();
        }
    }
}
