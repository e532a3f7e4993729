package io.turnstile.core.cli;

import io.turnstile.core.operations.DatasetRow;
import io.turnstile.core.operations.DroppedRow;
import java.util.Comparator;
import java.util.List;

/** The sort orders of a listing of datasets. What is not known comes last. */
enum DatasetOrder {
    NAME,
    BYTES,
    AGE;

    List<DatasetRow> of(List<DatasetRow> rows) {
        return switch (this) {
            case NAME -> rows;
            case BYTES ->
                sorted(rows, Comparator.comparing(DatasetRow::bytes, Comparator.nullsLast(Comparator.reverseOrder())));
            case AGE ->
                sorted(
                        rows,
                        Comparator.comparing(DatasetRow::publishedAt, Comparator.nullsLast(Comparator.naturalOrder())));
        };
    }

    List<DroppedRow> ofDropped(List<DroppedRow> rows) {
        return switch (this) {
            case NAME -> rows;
            case BYTES ->
                sorted(rows, Comparator.comparing(DroppedRow::bytes, Comparator.nullsLast(Comparator.reverseOrder())));
            case AGE ->
                sorted(
                        rows,
                        Comparator.comparing(DroppedRow::droppedAt, Comparator.nullsLast(Comparator.naturalOrder())));
        };
    }

    private static <T> List<T> sorted(List<T> rows, Comparator<T> order) {
        return rows.stream().sorted(order).toList();
    }
}
