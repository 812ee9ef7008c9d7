package io.rectify.embed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a model is given of texts: each different text once, cut to a length or, where windows are averaged, all windows of it. */
final class TextPieces {
    private final List<Tokens> tokens = new ArrayList<>();
    /** The different text that each row has. */
    private final int[] textOf;
    /** The rows of each different text. */
    private final int[][] rows;
    /** The first piece of each different text, and one more: the number of pieces. */
    private final int[] firstPiece;
    /** The different text of each piece. */
    private final int[] textOfPiece;

    private TextPieces(int[] textOf, int[][] rows, List<List<Tokens>> windows) {
        this.textOf = textOf;
        this.rows = rows;
        this.firstPiece = new int[windows.size() + 1];
        for (int text = 0; text < windows.size(); text++) {
            tokens.addAll(windows.get(text));
            firstPiece[text + 1] = tokens.size();
        }
        this.textOfPiece = new int[tokens.size()];
        for (int text = 0; text < windows.size(); text++) {
            Arrays.fill(textOfPiece, firstPiece[text], firstPiece[text + 1], text);
        }
    }

    static TextPieces of(List<String> texts, EmbeddingOptions options, SentenceTokenizer tokenizer) {
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int row = 0; row < texts.size(); row++) {
            rows.computeIfAbsent(texts.get(row), unused -> new ArrayList<>()).add(row);
        }
        int[][] rowsOf = rows.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        int[] textOf = new int[texts.size()];
        for (int text = 0; text < rowsOf.length; text++) {
            for (int row : rowsOf[text]) {
                textOf[row] = text;
            }
        }
        List<String> prefixed =
                rows.keySet().stream().map(text -> options.prefix() + text).toList();
        return new TextPieces(textOf, rowsOf, tokenizer.encode(prefixed, options.windows()));
    }

    /** The tokens of each piece. */
    List<Tokens> tokens() {
        return tokens;
    }

    /** Number of different texts. */
    int texts() {
        return rows.length;
    }

    /** The rows whose text a piece is of, at least one, ascending. */
    int[] rows(int piece) {
        return rows[textOfPiece[piece]];
    }

    /** The first piece of a row's text. */
    int first(int row) {
        return firstPiece[textOf[row]];
    }

    /** The number of pieces of a row's text. */
    int count(int row) {
        return firstPiece[textOf[row] + 1] - firstPiece[textOf[row]];
    }

    /** Whether a piece is the only one of its text. */
    boolean isWhole(int piece) {
        return count(rows(piece)[0]) == 1;
    }

    /** The rows whose text has several pieces. */
    int[] rowsOfSeveral() {
        return IntStream.range(0, textOf.length).filter(row -> count(row) > 1).toArray();
    }
}
