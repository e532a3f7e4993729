package io.turnstile.core.cli;

import io.turnstile.core.operations.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A formatter of an operation's rows for people: a table. Columns in which nothing is known are left out. */
record RowTable(Class<? extends Record> kind, List<? extends Record> rows) {
    /** The table; or a line that says that there is nothing. */
    @Override
    public String toString() {
        if (rows.isEmpty()) {
            return "(none)\n";
        }
        List<Column> columns = Column.of(kind);
        List<@Nullable Object[]> values = new ArrayList<>();
        rows.forEach(row -> values.add(Column.values(row)));
        int[] known = IntStream.range(0, columns.size())
                .filter(i -> values.stream().anyMatch(row -> isKnown(row[i])))
                .toArray();
        TextTable table = new TextTable();
        for (int i : known) {
            Column column = columns.get(i);
            table.column(
                    column.name(), column.type() == Column.Type.NUMBER ? TextTable.Side.RIGHT : TextTable.Side.LEFT);
        }
        for (@Nullable Object[] row : values) {
            table.row(IntStream.of(known)
                    .mapToObj(i -> Cells.shown(columns.get(i).name(), row[i]))
                    .toArray(String[]::new));
        }
        return table.toString();
    }

    private static boolean isKnown(@Nullable Object value) {
        return !Objects.toString(value, "{}").equals("{}");
    }
}
