package io.rectify.report;

/**
 * A figure that a reader should see first.
 *
 * @param name what it is, for example {@code Labels likely wrong}
 * @param value the figure as it is shown, with its unit, for example {@code 12.4 %}
 * @param note what it rests on; may be empty
 */
public record Headline(String name, String value, String note) {
    /** @throws IllegalArgumentException if name or value is blank */
    public Headline {
        Require.notBlank("name", name);
        Require.notBlank("value", value);
    }
}
