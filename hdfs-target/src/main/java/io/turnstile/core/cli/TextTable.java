package io.turnstile.core.cli;

import java.util.ArrayList;
import java.util.List;

/** A plain-text table for a terminal: columns as wide as what is in them, numbers to the right. */
public final class TextTable {
    /** The alignment of a column's cells. */
    public enum Side {
        /** For text. */
        LEFT,
        /** For numbers. */
        RIGHT
    }

    private final List<String> titles = new ArrayList<>();
    private final List<Side> sides = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a column to the right. */
    public TextTable column(String title, Side side) {
        titles.add(title);
        sides.add(side);
        return this;
    }

    /**
     * Adds a row at the bottom.
     *
     * @throws IllegalArgumentException if it has more or fewer cells than there are columns
     */
    public TextTable row(String... cells) {
        if (cells.length != titles.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + titles.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    @Override
    public String toString() {
        int[] widths = new int[titles.size()];
        List<List<String>> all = new ArrayList<>(List.of(titles));
        all.addAll(rows);
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        append(text, titles, widths);
        append(text, rule(widths), widths);
        rows.forEach(row -> append(text, row, widths));
        return text.toString();
    }

    private static List<String> rule(int[] widths) {
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        return rule;
    }

    private void append(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : "  ").append(sides.get(i) == Side.LEFT ? cell + padding : padding + cell);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
