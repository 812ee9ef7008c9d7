package io.rectify.embed;

/**
 * A text as its model sees it.
 *
 * @param ids numbers of the tokens in the vocabulary, special ones included
 * @param typeIds the segment of each token; none if all are in segment 0
 * @param truncated whether tokens were cut off
 */
record Tokens(int[] ids, int[] typeIds, boolean truncated) {
    int length() {
        return ids.length;
    }

    int typeId(int token) {
        return typeIds.length == 0 ? 0 : typeIds[token];
    }

    int largestId() {
        int largest = 0;
        for (int id : ids) {
            largest = Math.max(largest, id);
        }
        return largest;
    }
}
