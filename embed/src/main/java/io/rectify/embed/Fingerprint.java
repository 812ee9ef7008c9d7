package io.rectify.embed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of all that decides which numbers come out, so that parts of one command are never joined with another's. */
final class Fingerprint {
    private static final int BUFFER = 1 << 20;

    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return add(bytes.length).add(bytes, bytes.length);
    }

    private Fingerprint add(int number) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
        return this;
    }

    private Fingerprint add(byte[] bytes, int count) {
        digest.update(bytes, 0, count);
        return this;
    }

    Fingerprint add(List<Tokens> texts) {
        add(texts.size());
        for (Tokens text : texts) {
            add(text.ids()).add(text.typeIds());
        }
        return this;
    }

    private Fingerprint add(int[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (numbers.length + 1));
        bytes.putInt(numbers.length);
        bytes.asIntBuffer().put(numbers);
        return add(bytes.array(), bytes.capacity());
    }

    /** A model's file, and the files beside it whose names begin with its own: large models keep their weights there. */
    Fingerprint addModel(Path model) throws IOException {
        Path absolute = model.toAbsolutePath();
        String name = String.valueOf(absolute.getFileName());
        List<Path> files;
        try (Stream<Path> siblings = Files.list(absolute.resolveSibling("."))) {
            files = siblings.filter(file -> String.valueOf(file.getFileName()).startsWith(name))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            add(String.valueOf(file.getFileName())).addContent(file);
        }
        return this;
    }

    private void addContent(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                add(buffer, count);
            }
        }
        add(String.valueOf(Files.size(file)));
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
