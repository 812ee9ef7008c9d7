package io.rectify.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Properties;

/** The style sheet and the scripts of the page, as they stand between their tags. */
final class Assets {
    private Assets() {}

    static String style() throws IOException {
        return read("report.css");
    }

    static String script() throws IOException {
        return script(read("report.js"));
    }

    /** Apache ECharts, its licence's header included. */
    static String charts() throws IOException {
        return script(read("/META-INF/resources/_static/echarts/" + chartsVersion() + "/dist/echarts.min.js"));
    }

    static String chartsVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open("echarts.properties")) {
            properties.load(in);
        }
        return properties.getProperty("version");
    }

    /**
     * The source expression that allows this very text in a content security policy.
     *
     * @see <a href="https://www.w3.org/TR/CSP3/">Content Security Policy Level 3, section 2.3.1</a>
     */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Within strings, where alone they can occur, the escaped forms mean the same and do not end the element. */
    private static String script(String source) {
        return source.replaceAll("(?i)</(?=script)", "<\\\\/").replace("<!--", "<\\!--");
    }

    private static String read(String name) throws IOException {
        try (InputStream in = open(name)) {
            // A page's parser turns CR LF into LF before the hash is taken.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = Assets.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("the class path lacks " + name);
        }
        return in;
    }
}
