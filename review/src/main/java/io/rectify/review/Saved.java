package io.rectify.review;

import java.util.List;

/**
 * What is on the disk.
 *
 * @param sequence of the last line of the action in the journal
 * @param states of the rows that it changed
 */
public record Saved(long sequence, List<Item.State> states) {}
