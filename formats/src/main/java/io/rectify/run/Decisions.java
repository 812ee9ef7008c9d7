package io.rectify.run;

import io.rectify.audit.Reviewed;
import io.rectify.data.Labels;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.GivenLabels;
import io.rectify.formats.LabelEdits;
import io.rectify.formats.NearestName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a person, or a rule, decided about suggested labels.
 *
 * @param edits what is to change
 * @param listed rows that the file lists
 * @param kept rows whose label stays, by decision or because the new one is the same
 * @param open rows that nothing was decided about
 */
public record Decisions(LabelEdits edits, int listed, int kept, int open) {
    static final String DECISION = "decision";
    private static final String SUGGESTED = "suggested";
    private static final String WRONG = "p_wrong";
    private static final String RANK = "rank";
    private static final String TEXT = "text";
    private static final List<String> COLUMNS = List.of("row", "id", "given", SUGGESTED, WRONG, RANK, DECISION);
    private static final List<String> WORDS = List.of("take", "keep", "drop");

    /**
     * What is taken of rows without a decision of their own, and what may be decided.
     *
     * @param top suggestions of so many rows, the first by their rank, or in the order of the file if it tells no ranks
     * @param above suggestions of rows whose p_wrong is at least this
     * @param newClasses whether a decision may name a class that no label has
     */
    public record Rule(OptionalInt top, OptionalDouble above, boolean newClasses) {
        /** Decisions alone, of classes that labels have. */
        public static final Rule DECIDED = new Rule(OptionalInt.empty(), OptionalDouble.empty(), false);

        /** @throws IllegalArgumentException if both are there, top is below 1 or above no probability */
        public Rule {
            if (top.isPresent() && above.isPresent()) {
                throw new IllegalArgumentException("--top and --above exclude each other");
            }
            if (top.isPresent() && top.getAsInt() < 1) {
                throw new IllegalArgumentException("--top must be at least 1 but is " + top.getAsInt());
            }
            if (above.isPresent() && !(above.getAsDouble() >= 0 && above.getAsDouble() <= 1)) {
                throw new IllegalArgumentException("--above must be from 0 to 1 but is " + above.getAsDouble());
            }
        }

        private boolean decides() {
            return top.isPresent() || above.isPresent();
        }
    }

    /**
     * Reads csv, or JSON Lines whose last line of a row counts, with columns {@code row} (from 0) or {@code id}, {@code decision}
     * (take, keep, drop or a class; empty if open), and where there are any {@code given}, {@code suggested}, {@code p_wrong} and
     * {@code rank}, as review.csv, issues.csv and labels.csv have them; or a {@link ReviewJournal}. A row of labels that have ids is found by its id alone.
     *
     * @param given labels of the file that is to be mended
     * @param rows what all its rows are called
     * @param labelsFile its name, for messages
     * @throws DataFormatException if the file cannot be read, names a row or class that is not there or a row twice, lacks a suggestion
     *     that is taken, or was made for other labels: its {@code given} is not the label of the row
     * @throws IllegalArgumentException if nothing is decided
     */
    public static Decisions read(Path file, GivenLabels given, RowNames rows, Path labelsFile, Rule rule)
            throws IOException {
        Reading reading = new Reading(given, rows, labelsFile.toString(), rule, true, AnswerFile.isJournal(file));
        if (ReviewJournal.is(file)) {
            JournalAnswers.read(file).decisions(reading::add);
        } else {
            AnswerFile.read(file, COLUMNS, rule.decides() ? SUGGESTED : DECISION, reading::add);
        }
        Decisions decisions = reading.decisions();
        if (decisions.open == decisions.listed) {
            throw new IllegalArgumentException(file + ": no row has a decision; fill in column 'decision' (take, keep,"
                    + " drop or a class), or take suggestions by --top N or --above P");
        }
        return decisions;
    }

    /**
     * Reads decisions as what a person said of rows: keep says that the label is right, take that the suggestion is, a class that it is; drop
     * and nothing say nothing. The labels may have been mended by these decisions already. Rows without ids are told by their numbers, which
     * are those of the file that was audited.
     *
     * @param given labels of all rows
     * @param rows that are judged or fitted to
     * @throws DataFormatException as {@link #read}; or if a row's text, where both have texts, is another one; or if rows have neither ids
     *     nor texts and some are to be dropped, after which numbers tell nothing
     * @throws IllegalArgumentException if nothing is decided
     */
    static Reviewed reviewed(Path file, Labels given, RowNames rows) throws IOException {
        Reading reading = new Reading(
                GivenLabels.whole(given), rows, "the labels", Rule.DECIDED, false, AnswerFile.isJournal(file));
        List<String> names = new ArrayList<>(COLUMNS);
        names.add(TEXT);
        AnswerFile.read(file, names, DECISION, reading::addReviewed);
        return reading.reviewed(file);
    }

    private sealed interface Decision {}

    private enum Word implements Decision {
        OPEN,
        KEEP,
        DROP
    }

    private record NewLabel(String name) implements Decision {}

    /** The records so far. */
    private static final class Reading {
        private final Labels labels;
        private final RowNames names;
        private final String labelsFile;
        private final Rule rule;
        private final boolean mends;
        private final boolean lastWins;
        private final boolean hasIds;
        private final boolean hasTexts;
        private final RowFinder finder;
        private final Map<Integer, Integer> classOfRow = new HashMap<>();
        private final Map<Integer, Decision> decided = new LinkedHashMap<>();
        private int line;
        private int passedOver;

        /** @param labelsFile what the labels are called in messages */
        Reading(GivenLabels given, RowNames rows, String labelsFile, Rule rule, boolean mends, boolean lastWins) {
            this.labels = given.labels();
            this.labelsFile = labelsFile;
            this.rule = rule;
            this.mends = mends;
            this.lastWins = lastWins;
            this.names = rows;
            this.hasIds = !rows.ids().isEmpty();
            this.hasTexts = !rows.texts().isEmpty();
            this.finder = new RowFinder(rows, labelsFile);
            for (int i = 0; i < given.rows().length; i++) {
                classOfRow.put(given.rows()[i], labels.get(i));
            }
        }

        void add(Map<String, String> record, DataLocation place) throws DataFormatException {
            Map<String, String> fields = byId(record);
            int row = finder.row(fields, place);
            checkGiven(row, fields, place);
            line++;
            add(row, decision(fields, place), place);
        }

        /** A row of labels that have ids is found by its id alone. */
        private Map<String, String> byId(Map<String, String> record) {
            Map<String, String> fields = new HashMap<>(record);
            if (hasIds && !fields.getOrDefault("id", "").isEmpty()) {
                fields.remove("row");
            }
            return fields;
        }

        private void add(int row, Decision now, DataLocation place) throws DataFormatException {
            Decision before = decided.getOrDefault(row, Word.OPEN);
            if (before != Word.OPEN && now != Word.OPEN && !lastWins && !now.equals(before)) {
                throw new DataFormatException(
                        place.withColumn(DECISION), "expected one decision about row " + row + " but found another");
            }
            if (lastWins || before == Word.OPEN) {
                decided.put(row, now);
            }
        }

        /** The same of a row whose label may be what was decided, and which is passed over where it has none or is no more. */
        void addReviewed(Map<String, String> record, DataLocation place) throws DataFormatException {
            Map<String, String> fields = byId(record);
            Decision now = decision(fields, place);
            if (now == Word.DROP && !hasIds && !hasTexts) {
                throw new DataFormatException(
                        place.withColumn(DECISION),
                        "where a row is dropped, numbers no longer tell which rows are meant; ids would, a column 'id' or --id-column");
            }
            if (now == Word.DROP || now == Word.OPEN || isUnlabelled(fields)) {
                passedOver += now == Word.OPEN ? 0 : 1;
                return;
            }
            int row = finder.row(fields, place);
            String text = fields.getOrDefault(TEXT, "");
            if (!hasIds && hasTexts && !text.isEmpty() && !words(text).equals(words(names.text(row)))) {
                throw new DataFormatException(
                        place.withColumn(TEXT),
                        "found " + Excerpt.quoted(text) + " but row " + names.number(row) + " says "
                                + Excerpt.quoted(names.text(row))
                                + ": rows were dropped or moved since; ids would tell them, a column 'id' or --id-column, or hand in the labels that were audited");
            }
            if (!(now instanceof NewLabel label && label.name().equals(name(row)))) {
                checkGiven(row, fields, place);
            }
            add(row, now, place);
        }

        /** Spreadsheets change blanks and line breaks. */
        private static String words(String text) {
            return text.strip().replaceAll("\\s+", " ");
        }

        private void checkGiven(int row, Map<String, String> fields, DataLocation place) throws DataFormatException {
            String said = fields.get("given");
            String is = name(row);
            if (said != null && !said.equals(is)) {
                throw new DataFormatException(
                        place.withColumn("given"),
                        "found " + Excerpt.quoted(said) + " but the label of row " + row + " in " + labelsFile + " is "
                                + Excerpt.quoted(is) + ": the decisions were made for other labels, or these are mended"
                                + " already");
            }
        }

        private String name(int row) {
            Integer label = classOfRow.get(row);
            return label == null ? "" : labels.names().get(label);
        }

        private Decision decision(Map<String, String> fields, DataLocation place) throws DataFormatException {
            String text = fields.getOrDefault(DECISION, "");
            String word = text.strip().toLowerCase(Locale.ROOT);
            if (word.isEmpty()) {
                return byRule(fields, place) ? suggested(fields, place) : Word.OPEN;
            }
            if (WORDS.contains(word)) {
                return switch (word) {
                    case "take" -> suggested(fields, place);
                    case "keep" -> Word.KEEP;
                    default -> Word.DROP;
                };
            }
            String label = labels.names().contains(text) ? text : text.strip();
            if (!labels.names().contains(label) && !rule.newClasses()) {
                throw new DataFormatException(
                        place.withColumn(DECISION),
                        "expected take, keep, drop or one of the "
                                + labels.names().size() + " classes of " + labelsFile + " but found "
                                + Excerpt.quoted(label) + NearestName.hint(label, labels.names())
                                + (mends ? " (--new-classes allows others)" : ""));
            }
            return new NewLabel(label);
        }

        private boolean byRule(Map<String, String> fields, DataLocation place) throws DataFormatException {
            if (rule.above().isPresent()) {
                String text = fields.getOrDefault(WRONG, "");
                if (isUnlabelled(fields)) {
                    return false;
                }
                try {
                    return Double.parseDouble(text) >= rule.above().getAsDouble();
                } catch (NumberFormatException e) {
                    throw new DataFormatException(
                            place.withColumn(WRONG),
                            "expected the probability that the label is wrong, for --above, but found "
                                    + Excerpt.quoted(text));
                }
            }
            return rule.top().isPresent()
                    && !isUnlabelled(fields)
                    && place(fields, place) <= rule.top().getAsInt();
        }

        /** Of a row that was given no label, nothing is taken by rule. */
        private static boolean isUnlabelled(Map<String, String> fields) {
            return "".equals(fields.get("given"));
        }

        private int place(Map<String, String> fields, DataLocation place) throws DataFormatException {
            String rank = fields.get(RANK);
            if (rank == null) {
                return line;
            }
            try {
                return Integer.parseInt(rank);
            } catch (NumberFormatException e) {
                throw new DataFormatException(
                        place.withColumn(RANK), "expected a whole number but found " + Excerpt.quoted(rank));
            }
        }

        private Decision suggested(Map<String, String> fields, DataLocation place) throws DataFormatException {
            String label = fields.getOrDefault(SUGGESTED, "");
            if (!labels.names().contains(label)) {
                throw new DataFormatException(
                        place.withColumn(SUGGESTED),
                        label.isEmpty()
                                ? "expected a suggestion to take but there is none"
                                : "expected one of the " + labels.names().size() + " classes of " + labelsFile
                                        + " but found " + Excerpt.quoted(label));
            }
            return new NewLabel(label);
        }

        Reviewed reviewed(Path file) {
            Map<Integer, Integer> right = new HashMap<>();
            decided.forEach((row, decision) -> right.put(
                    row, decision instanceof NewLabel label ? labels.names().indexOf(label.name()) : labels.get(row)));
            if (right.isEmpty() && passedOver == 0) {
                throw new IllegalArgumentException(
                        file + ": no row has a decision; fill in column 'decision' (take, keep, drop or a class)");
            }
            return Reviewed.ofList(labels.size(), right);
        }

        Decisions decisions() {
            Map<Integer, String> changed = new HashMap<>();
            Set<Integer> dropped = new HashSet<>();
            int kept = 0;
            int open = 0;
            for (Map.Entry<Integer, Decision> entry : decided.entrySet()) {
                int row = entry.getKey();
                Decision decision = entry.getValue();
                if (decision == Word.OPEN) {
                    open++;
                } else if (decision == Word.DROP) {
                    dropped.add(row);
                } else if (decision instanceof NewLabel label && !label.name().equals(name(row))) {
                    changed.put(row, label.name());
                } else {
                    kept++;
                }
            }
            return new Decisions(new LabelEdits(changed, dropped), decided.size(), kept, open);
        }
    }
}
