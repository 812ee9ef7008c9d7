package io.rectify.review.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.rectify.formats.GivenLabels;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.LabelRules;
import io.rectify.formats.LabelTable;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TextFormat;
import io.rectify.report.ClassSummary;
import io.rectify.report.HtmlReport;
import io.rectify.report.Issue;
import io.rectify.report.ReportModel;
import io.rectify.run.Decisions;
import io.rectify.run.RowNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report's own script: decisions made in the page, kept, downloaded, and read as {@code rectify apply} reads them. */
class ReportPageTest {
    private static final List<String> CLASSES = List.of("cat", "dog, big", "owl");
    private static final List<String> TEXTS =
            List.of("one", "two, \"quoted\"", "three\nlines", "<script>window.hacked=1</script>", "five", "six");

    private static Browser browser;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    private static String given(int row) {
        return CLASSES.get(row % 2);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    /** Every row is given cat or dog by turns and suggested to be the other. */
    private Path report() throws IOException {
        List<Issue> issues = new ArrayList<>();
        for (int row = 0; row < TEXTS.size(); row++) {
            issues.add(new Issue(row, "", TEXTS.get(row), given(row), given(row + 1), 0.9, 0.8, List.of()));
        }
        ReportModel model = ReportModel.titled("Audit")
                .withDecideBy("rectify apply --labels given.csv --decisions review.csv --out fixed.csv")
                .withClasses(CLASSES.stream()
                        .map(name -> new ClassSummary(name, 3, 0, Optional.empty()))
                        .toList())
                .withIssues(issues);
        StringBuilder page = new StringBuilder();
        HtmlReport.write(model, page);
        return Files.writeString(folder.resolve("report.html"), page);
    }

    private static Locator row(Page page, int row) {
        return page.locator("#issues-live tbody tr").nth(row);
    }

    private static void press(Page page, int row, String button) {
        row(page, row)
                .getByText(button, new Locator.GetByTextOptions().setExact(true))
                .click();
    }

    private static void choose(Page page, int row, String value) {
        Locator other = row(page, row).locator("select");
        other.focus();
        other.selectOption(value);
    }

    @Test
    void whatIsDecidedIsDownloadedAndCarriedOut() throws IOException {
        String address = report().toUri().toString();
        List<String> complaints = new ArrayList<>();
        try (BrowserContext context = browser.browser().newContext()) {
            Page page = context.newPage();
            page.onPageError(complaints::add);
            page.navigate(address);
            Locator saved = page.getByText("Download review.csv");
            assertThat(saved).isDisabled();
            press(page, 0, "Take");
            press(page, 1, "Keep");
            choose(page, 2, "owl");
            choose(page, 3, "drop");
            press(page, 4, "Take");
            press(page, 4, "Take");
            assertThat(page.getByText("4 of 6 decided")).isVisible();
            page.reload();
            assertThat(page.getByText("4 of 6 decided, kept in this browser.")).isVisible();
            Download download = page.waitForDownload(() -> saved.click());
            assertThat(download.suggestedFilename()).isEqualTo("review.csv");
            download.saveAs(folder.resolve("review.csv"));
            assertThat(page.evaluate("window.hacked")).isNull();
        }
        assertThat(complaints).isEmpty();

        StringBuilder csv = new StringBuilder("text,label\n");
        StringBuilder right = new StringBuilder("text,label\n");
        List<String> decided = List.of("dog, big", "dog, big", "owl", "", "cat", "dog, big");
        for (int row = 0; row < TEXTS.size(); row++) {
            csv.append(quoted(TEXTS.get(row)))
                    .append(',')
                    .append(quoted(given(row)))
                    .append('\n');
            if (row != 3) {
                right.append(quoted(TEXTS.get(row)))
                        .append(',')
                        .append(quoted(decided.get(row)))
                        .append('\n');
            }
        }
        csv.append("seven,owl\n");
        right.append("seven,owl\n");
        Path labels = Files.writeString(folder.resolve("given.csv"), csv);
        GivenLabels given =
                LabelColumns.read(labels, "label", TableOptions.DEFAULTS).training(LabelRules.DEFAULTS);
        Decisions decisions = Decisions.read(
                folder.resolve("review.csv"),
                given,
                RowNames.of(given.size(), List.of(), List.of()),
                labels,
                Decisions.Rule.DECIDED);
        assertThat(decisions.edits().labels()).isEqualTo(Map.of(0, "dog, big", 2, "owl"));
        assertThat(decisions.edits().dropped()).containsExactly(3);
        assertThat(decisions.kept()).isEqualTo(1);
        assertThat(decisions.open()).isEqualTo(2);
        Path fixed = folder.resolve("fixed.csv");
        decisions.edits().write(labels, "label", given, fixed, TextFormat.DEFAULTS);
        LabelTable mended = LabelTable.read(fixed, "label", "text");
        LabelTable wanted = LabelTable.read(Files.writeString(folder.resolve("right.csv"), right), "label", "text");
        assertThat(mended.labels()).isEqualTo(wanted.labels());
        assertThat(mended.column("text")).isEqualTo(wanted.column("text"));
    }
}
