package io.rectify.report;

/** Text as HTML text. */
final class Html {
    private Html() {}

    /** The text, each character shown and none interpreted, as element content or in a quoted attribute. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(showable(point) ? point : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /** The same for a name, which may break after underscores, slashes and dots: browsers do not do that by themselves. */
    static String breakable(String name) {
        return escape(name).replaceAll("(?<=[_/.])(?=.)", "<wbr>");
    }

    /** Whether a character may stand in an HTML file and has an encoding. */
    private static boolean showable(int point) {
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        boolean control = Character.isISOControl(point) && point != '\n' && point != '\t' && point != '\r';
        return !surrogate && !control;
    }
}
