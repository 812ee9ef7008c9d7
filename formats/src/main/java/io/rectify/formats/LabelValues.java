package io.rectify.formats;

import io.rectify.data.ClassOrder;
import io.rectify.data.Labels;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * What the labels of a file mean, whatever its format: which are missing, and which are the same class. A label is missing if it is
 * null, empty or NaN, or named so by the {@link LabelRules}. Whole numbers are the same class however they are written (1, 1.0, +1),
 * and so are truth values (true, True); beside classes true and false, 1 and 0 stand for them, and the other way round.
 */
final class LabelValues {
    private static final int SHOWN = 5;
    private static final Set<String> LIKE_MISSING =
            Set.of("na", "n/a", "none", "null", "nil", "nat", "#n/a", "?", "unknown", "unlabelled", "unlabeled");

    private final List<String> raw;
    private final IntFunction<DataLocation> location;
    private final LabelRules rules;
    private final List<String> remarks = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * @param raw labels as they stand in the file; what is null there is empty here
     * @param location of a row, for messages
     */
    LabelValues(List<String> raw, IntFunction<DataLocation> location, LabelRules rules) throws DataFormatException {
        this.raw = LabelLists.resolve(raw, location);
        this.location = location;
        this.rules = rules;
        if (this.raw != raw) {
            remarks.add("labels are lists of one");
        }
    }

    /** Labels whose classes are those in the file, {@linkplain ClassOrder#distinctSorted sorted}. */
    GivenLabels training(DataFormatException noClasses) throws DataFormatException {
        Map<String, String> meaning = meanings();
        boolean[] missing = new boolean[raw.size()];
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < missing.length; i++) {
            String name = meaning.getOrDefault(raw.get(i), "");
            missing[i] = name.isEmpty();
            if (!missing[i]) {
                labels.add(name);
            }
        }
        if (labels.isEmpty()) {
            throw noClasses;
        }
        warnOfWords(labels);
        return given(Labels.of(lookAlikes(labels)), missing);
    }

    /** Labels of known classes. */
    GivenLabels of(List<String> names) throws DataFormatException {
        Map<String, Integer> indices = ClassNames.indices(names);
        boolean integers = names.stream().allMatch(LabelValues::isWhole);
        Map<String, Integer> alike = new HashMap<>();
        names.forEach(name -> aliases(name, names).forEach(alias -> alike.putIfAbsent(alias, indices.get(name))));
        Map<String, Integer> looks = new HashMap<>();
        names.forEach(name -> looks.putIfAbsent(look(name), indices.get(name)));
        boolean[] missing = new boolean[raw.size()];
        int[] classes = new int[raw.size()];
        int count = 0;
        for (int i = 0; i < missing.length; i++) {
            String label = raw.get(i);
            Integer index = indices.get(label);
            if (index == null) {
                boolean minusOne = rules.unlabelled().isEmpty()
                        && integers
                        && canonical(label).equals("-1");
                missing[i] = isMissing(label) || minusOne;
                index = missing[i] ? Integer.valueOf(0) : alike.get(canonical(label));
            } else if (isNamedMissing(label)) {
                missing[i] = true;
            }
            if (index == null && rules.normalise()) {
                index = looks.get(look(label));
            }
            if (index == null) {
                Integer like = looks.get(look(label));
                throw new DataFormatException(
                        location.apply(i),
                        ClassNames.unknown(label, names)
                                + (like == null
                                        ? ""
                                        : ", which looks like " + Excerpt.quoted(names.get(like))
                                                + ": --normalise-labels joins them"));
            }
            if (!missing[i]) {
                classes[count++] = index;
            }
        }
        return given(Labels.of(Arrays.copyOf(classes, count), names), missing);
    }

    private GivenLabels given(Labels labels, boolean[] missing) {
        int[] rows = new int[labels.size()];
        int[] unlabelled = new int[missing.length - rows.length];
        int at = 0;
        for (int i = 0; i < missing.length; i++) {
            if (missing[i]) {
                unlabelled[i - at] = i;
            } else {
                rows[at++] = i;
            }
        }
        if (unlabelled.length > 0) {
            Set<String> how = Arrays.stream(unlabelled)
                    .mapToObj(i -> raw.get(i).isBlank() ? "missing" : Excerpt.quoted(raw.get(i)))
                    .collect(Collectors.toCollection(java.util.TreeSet::new));
            remarks.add(unlabelled.length + " of " + missing.length + " rows have no label (" + String.join(", ", how)
                    + ")");
        }
        return new GivenLabels(labels, rows, unlabelled, remarks, warnings);
    }

    /** The class that each text of the file stands for; those that stand for none are missing. */
    private Map<String, String> meanings() {
        Set<String> texts = raw.stream().filter(text -> !isMissing(text)).collect(Collectors.toSet());
        Map<String, String> meaning = new HashMap<>();
        texts.forEach(text -> meaning.put(text, text));
        if (texts.stream().allMatch(LabelValues::isWhole)) {
            meaning.replaceAll((text, same) -> canonical(text));
            leaveOutMinusOne(meaning);
        } else if (texts.stream().allMatch(LabelLists::isBit)) {
            meaning.replaceAll((text, same) -> LabelLists.isOne(text) ? "true" : "false");
        }
        sayWhatChanged(meaning);
        return meaning;
    }

    private void leaveOutMinusOne(Map<String, String> meaning) {
        if (rules.unlabelled().isPresent() || !meaning.containsValue("-1")) {
            return;
        }
        if (Set.of("-1", "1").containsAll(meaning.values())) {
            remarks.add("-1 is a class beside 1, not a missing label");
        } else {
            meaning.values().removeIf("-1"::equals);
            warnings.add(
                    "label -1 is taken for a missing one, as in data sets of Hugging Face and scikit-learn; if it is a class,"
                            + " say --unlabelled=none");
        }
    }

    private void sayWhatChanged(Map<String, String> meaning) {
        Map<String, String> changed = new TreeMap<>();
        meaning.forEach((text, name) -> {
            if (!text.equals(name)) {
                changed.put(text, name);
            }
        });
        if (!changed.isEmpty()) {
            remarks.add("label " + Excerpt.of(changed.keySet().iterator().next()) + " read as "
                    + Excerpt.of(changed.values().iterator().next())
                    + (changed.size() > 1 ? " and so on" : ""));
        }
    }

    private boolean isMissing(String text) {
        String plain = text.strip();
        return plain.isEmpty() || plain.equalsIgnoreCase("nan") || plain.equals("<NA>") || isNamedMissing(text);
    }

    private boolean isNamedMissing(String text) {
        Set<String> named = rules.unlabelled().orElse(Set.of());
        return named.contains(text) || named.contains(text.strip()) || named.contains(canonical(text));
    }

    static boolean isWhole(String text) {
        return text.strip().matches("[+-]?[0-9]{1,300}(\\.0*)?");
    }

    /** A whole number without sign + and decimal point, a truth value in small letters; anything else as it is. */
    static String canonical(String text) {
        if (isWhole(text)) {
            String plain = text.strip();
            int point = plain.indexOf('.');
            plain = point < 0 ? plain : plain.substring(0, point);
            plain = plain.startsWith("+") ? plain.substring(1) : plain;
            return plain.equals("-0") ? "0" : plain;
        }
        return text.strip().matches("(?i)true|false") ? text.strip().toLowerCase(Locale.ROOT) : text;
    }

    private static List<String> aliases(String name, List<String> names) {
        String plain = canonical(name);
        Set<String> all = names.stream().map(LabelValues::canonical).collect(Collectors.toSet());
        if (Set.of("true", "false").equals(all)) {
            return List.of(plain, plain.equals("true") ? "1" : "0");
        }
        return Set.of("0", "1").equals(all) ? List.of(plain, plain.equals("1") ? "true" : "false") : List.of(plain);
    }

    /** What names that look alike have in common. */
    private static String look(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .replaceAll("[\\p{Z}\\s\\p{Cf}]+", " ")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** Joins names that look alike, or warns of them. */
    private List<String> lookAlikes(List<String> labels) {
        Map<String, Map<String, Integer>> byLook = new LinkedHashMap<>();
        Map<String, String> looks = new HashMap<>();
        for (String label : labels) {
            byLook.computeIfAbsent(looks.computeIfAbsent(label, LabelValues::look), key -> new TreeMap<>())
                    .merge(label, 1, Integer::sum);
        }
        List<Map<String, Integer>> groups =
                byLook.values().stream().filter(group -> group.size() > 1).toList();
        if (groups.isEmpty()) {
            return labels;
        }
        String words = groups.stream().limit(SHOWN).map(LabelValues::counts).collect(Collectors.joining("; "))
                + (groups.size() > SHOWN ? " and " + (groups.size() - SHOWN) + " more" : "");
        if (!rules.normalise()) {
            warnings.add("class names look alike and are counted as different classes: " + words
                    + "; --normalise-labels joins them");
            return labels;
        }
        remarks.add("joined classes that look alike: " + words);
        Map<String, String> joined = new HashMap<>();
        for (Map<String, Integer> group : groups) {
            String most = Collections.max(group.entrySet(), Map.Entry.comparingByValue())
                    .getKey();
            group.keySet().forEach(name -> joined.put(name, most.strip()));
        }
        return labels.stream().map(label -> joined.getOrDefault(label, label)).toList();
    }

    private static String counts(Map<String, Integer> group) {
        return group.entrySet().stream()
                .map(entry ->
                        Excerpt.quoted(visible(entry.getKey(), group.keySet())) + " (" + entry.getValue() + " rows)")
                .collect(Collectors.joining(", "));
    }

    /** Names that are told apart by marks that combine, such as two forms of é, are shown with their code points. */
    private static String visible(String name, Collection<String> others) {
        Set<String> composed = new HashSet<>();
        long same = others.stream()
                .map(other -> Normalizer.normalize(other, Normalizer.Form.NFC))
                .filter(form -> !composed.add(form))
                .count();
        if (same == 0) {
            return name;
        }
        return name.codePoints()
                .mapToObj(c -> c < 128 ? Character.toString(c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }

    private void warnOfWords(List<String> labels) {
        Map<String, Integer> found = new TreeMap<>();
        labels.stream()
                .filter(label -> LIKE_MISSING.contains(label.strip().toLowerCase(Locale.ROOT)))
                .forEach(label -> found.merge(label, 1, Integer::sum));
        if (!found.isEmpty()) {
            warnings.add("class " + counts(found)
                    + " is kept as a class; if it means that no label was given, say --unlabelled="
                    + found.keySet().iterator().next());
        }
    }
}
