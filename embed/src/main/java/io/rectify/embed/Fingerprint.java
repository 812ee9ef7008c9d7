package io.rectify.embed;

import io.rectify.formats.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of all that decides which numbers come out, so that parts of one command are never joined with another's. */
final class Fingerprint {
    private final Sha256 digest = new Sha256();

    Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.add(bytes);
        return this;
    }

    private void add(int number) {
        digest.add(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    Fingerprint add(List<Tokens> texts) {
        add(texts.size());
        for (Tokens text : texts) {
            add(text.ids());
            add(text.typeIds());
        }
        return this;
    }

    private void add(int[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (numbers.length + 1));
        bytes.putInt(numbers.length);
        bytes.asIntBuffer().put(numbers);
        digest.add(bytes.array());
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
        try (InputStream in = Files.newInputStream(file)) {
            digest.add(in);
        }
        add(String.valueOf(Files.size(file)));
    }

    String hex() {
        return digest.hex();
    }
}
