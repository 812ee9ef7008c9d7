package io.rectify.formats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/** Finds columns by their names among those of a file. */
final class TableColumns {
    private static final int NAMES_SHOWN = 10;

    private final Path file;
    private final List<String> names;
    private final TableOptions options;
    private OneHot oneHot = OneHot.NONE;

    TableColumns(Path file, List<String> names, TableOptions options) {
        this.file = file;
        this.names = List.copyOf(names);
        this.options = options;
    }

    /**
     * Positions of the columns of texts.
     *
     * @throws DataFormatException if a column that is named is missing, or there are two of that name
     */
    Map<TableRole, Integer> roles() throws DataFormatException {
        Map<TableRole, Integer> roles = new EnumMap<>(TableRole.class);
        for (TableRole role : TableRole.values()) {
            String named = options.roles().get(role);
            if (named != null) {
                boolean several = role == TableRole.LABEL && !names.contains(named);
                oneHot = several ? OneHot.named(named, names) : oneHot;
                boolean wanted = !options.optional().contains(role) || names.contains(named);
                if (wanted && !(several && oneHot.isPresent())) {
                    roles.put(role, position(named));
                }
            } else {
                // A column of another usual name may as well be a feature where features are read.
                String usual = options.readFeatures() ? role.defaultName() : role.among(names);
                if (names.contains(usual)
                        && !options.features().contains(usual)
                        && !options.roles().containsValue(usual)) {
                    roles.put(role, position(usual));
                }
            }
        }
        return roles;
    }

    /** The columns that tell the label together, to be asked after {@link #roles}. */
    OneHot oneHot() {
        return options.texts().contains(TableRole.LABEL) ? oneHot : OneHot.NONE;
    }

    /** The roles of columns that are read. */
    Set<TableRole> kept(Map<TableRole, Integer> read) {
        Set<TableRole> kept = EnumSet.noneOf(TableRole.class);
        kept.addAll(read.keySet());
        if (oneHot().isPresent()) {
            kept.add(TableRole.LABEL);
        }
        return kept;
    }

    /** What is used as what. */
    TableUse use(
            String features,
            Map<TableRole, Integer> read,
            List<Integer> chosen,
            List<String> left,
            List<String> remarks) {
        Map<TableRole, String> used = new EnumMap<>(TableRole.class);
        read.forEach((role, position) -> used.put(role, names.get(position)));
        if (oneHot().isPresent()) {
            used.put(TableRole.LABEL, oneHot.positions().size() + " columns, one for each class");
        }
        List<String> unused = new ArrayList<>(left);
        if (!features.isEmpty()) {
            for (int j = 0; j < names.size(); j++) {
                String name = Excerpt.of(names.get(j));
                if (!name.isBlank()
                        && !read.containsValue(j)
                        && !oneHot.positions().contains(j)
                        && !chosen.contains(j)
                        && left.stream().noneMatch(reason -> reason.startsWith(name + " ("))) {
                    unused.add(name);
                }
            }
        }
        return new TableUse(features, used, unused, remarks);
    }

    /** Those of the columns of texts that are to be read. */
    Map<TableRole, Integer> read(Map<TableRole, Integer> roles) {
        Map<TableRole, Integer> read = new EnumMap<>(TableRole.class);
        read.putAll(roles);
        read.keySet().retainAll(options.texts());
        return read;
    }

    /**
     * Positions of the features that are named; empty if none are.
     *
     * @throws DataFormatException if one is missing
     */
    List<Integer> named() throws DataFormatException {
        List<Integer> positions = new ArrayList<>();
        for (String wanted : options.features()) {
            if (options.byName()) {
                positions.add(exact(wanted));
            } else if (wanted.endsWith("*") && !names.contains(wanted)) {
                String prefix = wanted.substring(0, wanted.length() - 1);
                int before = positions.size();
                for (int j = 0; j < names.size(); j++) {
                    if (names.get(j).startsWith(prefix)) {
                        positions.add(j);
                    }
                }
                if (positions.size() == before) {
                    throw missing(wanted);
                }
            } else {
                positions.add(position(wanted));
            }
        }
        return positions;
    }

    /** Positions of all columns without a role that satisfy a condition. */
    List<Integer> others(Map<TableRole, Integer> roles, IntPredicate condition) {
        List<Integer> positions = new ArrayList<>();
        for (int j = 0; j < names.size(); j++) {
            if (!roles.containsValue(j) && !oneHot.positions().contains(j) && condition.test(j)) {
                positions.add(j);
            }
        }
        return positions;
    }

    String name(int position) {
        return names.get(position);
    }

    /** There is nothing that could be features. */
    DataFormatException noFeatures(String expected) {
        return new DataFormatException(
                DataLocation.in(file),
                "expected " + expected + " as features but the columns are " + Excerpt.list(names, NAMES_SHOWN)
                        + CsvTable.unseparated(names) + "; of texts, rectify embed makes features");
    }

    private int exact(String name) throws DataFormatException {
        if (!names.contains(name)) {
            List<String> missing = options.features().stream()
                    .filter(wanted -> !names.contains(wanted))
                    .toList();
            List<String> unknown = names.stream()
                    .filter(found -> !options.features().contains(found) && !isRole(found))
                    .toList();
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected the features that the model or the first file has but "
                            + (missing.size() == 1 ? "column " : missing.size() + " of them, ")
                            + Excerpt.list(missing, 5)
                            + (missing.size() == 1 ? " is missing" : ", are missing")
                            + (unknown.isEmpty() ? "" : "; found " + Excerpt.list(unknown, 5) + " instead")
                            + "; rename the columns as they were, or name those that stand for them, in order, by"
                            + " --features-columns");
        }
        return position(name);
    }

    private boolean isRole(String name) {
        return java.util.Arrays.stream(TableRole.values())
                .anyMatch(role -> name.equals(options.roles().getOrDefault(role, role.defaultName())));
    }

    private int position(String name) throws DataFormatException {
        int first = names.indexOf(name);
        if (first < 0 && name.matches("[0-9]{1,9}") && Integer.parseInt(name) < names.size()) {
            return Integer.parseInt(name);
        }
        if (first < 0) {
            throw missing(name);
        }
        if (names.lastIndexOf(name) != first) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "columns " + first + " and " + names.lastIndexOf(name) + " (counting from 0) are both named "
                            + Excerpt.quoted(name));
        }
        return first;
    }

    private DataFormatException missing(String name) {
        return new DataFormatException(
                DataLocation.in(file),
                "expected a column " + Excerpt.quoted(name) + " but the columns are " + Excerpt.list(names, NAMES_SHOWN)
                        + CsvTable.unseparated(names) + NearestName.hint(name, names));
    }
}
