package io.rectify.embed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Whether a stream holds a word, by Knuth, Morris and Pratt, 1977. */
final class ByteSearch {
    private static final int BUFFER = 1 << 16;

    private final byte[] word;
    private final int[] border;

    ByteSearch(String word) {
        this.word = word.getBytes(StandardCharsets.US_ASCII);
        this.border = new int[this.word.length];
        for (int i = 1; i < border.length; i++) {
            border[i] = matched(border[i - 1], this.word[i]);
        }
    }

    /** How much of the word's beginning is matched when a byte follows after so much of it. */
    private int matched(int before, byte next) {
        int length = before;
        while (length > 0 && word[length] != next) {
            length = border[length - 1];
        }
        return word[length] == next ? length + 1 : 0;
    }

    boolean isIn(InputStream stream) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int length = 0;
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
            for (int i = 0; i < count; i++) {
                length = matched(length, buffer[i]);
                if (length == word.length) {
                    return true;
                }
            }
        }
        return false;
    }
}
