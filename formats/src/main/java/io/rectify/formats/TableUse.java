package io.rectify.formats;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What of a file is used as what, for people to check.
 *
 * @param features such as "8 columns f0 to f7"; empty if none are read
 * @param roles names of the columns of texts that are read
 * @param left columns that are not used, each with the reason where it is not plain
 * @param remarks further things that were found out and not stated, such as "fields separated by ';'"
 */
public record TableUse(String features, Map<TableRole, String> roles, List<String> left, List<String> remarks) {
    private static final int SHOWN = 6;

    public static final TableUse NONE = new TableUse("", Map.of(), List.of(), List.of());

    public TableUse {
        roles = Map.copyOf(roles);
        left = List.copyOf(left);
        remarks = List.copyOf(remarks);
    }

    /** Features that are columns of their own. */
    static String columns(List<String> names) {
        int count = names.size();
        String first = Excerpt.of(names.get(0));
        return switch (count) {
            case 1 -> "column " + first;
            case 2 -> "columns " + first + " and " + Excerpt.of(names.get(1));
            default -> count + " columns " + first + " to " + Excerpt.of(names.get(count - 1));
        };
    }

    TableUse withRoles(Map<TableRole, String> others) {
        Map<TableRole, String> all = new EnumMap<>(TableRole.class);
        all.putAll(roles);
        all.putAll(others);
        return new TableUse(features, all, left, remarks);
    }

    /** Such as "8 columns f0 to f7; label: label; id: none; text: none; left out: index (counts the rows)". */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(features.isEmpty() ? "none" : features);
        for (TableRole role : List.of(TableRole.LABEL, TableRole.ID, TableRole.TEXT)) {
            String name = roles.get(role);
            text.append("; ").append(role.defaultName()).append(": ").append(name == null ? "none" : Excerpt.of(name));
        }
        if (!left.isEmpty()) {
            text.append("; left out: ").append(String.join(", ", left.subList(0, Math.min(SHOWN, left.size()))));
            text.append(left.size() > SHOWN ? " and " + (left.size() - SHOWN) + " more" : "");
        }
        remarks.forEach(remark -> text.append("; ").append(remark));
        return text.toString();
    }
}
