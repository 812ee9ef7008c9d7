package io.rectify.cli;

import io.rectify.report.HtmlReport;
import io.rectify.report.ReportModel;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page in a directory of results. */
final class ReportFile {
    static final String NAME = "report.html";

    private ReportFile() {}

    static void write(Path directory, ReportModel page) throws IOException {
        try (Writer html = Files.newBufferedWriter(directory.resolve(NAME))) {
            HtmlReport.write(page, html);
        }
    }
}
