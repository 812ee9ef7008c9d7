package io.rectify.cli;

import io.rectify.report.HtmlReport;
import io.rectify.report.ReportModel;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page in a directory of results. */
final class ReportFile {
    static final String NAME = "report.html";

    private ReportFile() {}

    static void write(Path directory, ReportModel page) throws IOException {
        // The stream is closed by itself: a writer that cannot flush to a full disk leaves it open on JDK 17.
        try (OutputStream stream = Files.newOutputStream(directory.resolve(NAME));
                Writer html = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8))) {
            HtmlReport.write(page, html);
        }
    }
}
