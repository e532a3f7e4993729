package io.turnstile.core.cli;

import io.turnstile.core.operations.DatasetRow;
import io.turnstile.core.operations.DroppedRow;
import java.util.Comparator;
import java.util.List;

/** The sort orders of a listing of datasets. What is not known comes last; what is not known to have been used, first. */
enum DatasetOrder {
    NAME,
    BYTES,
    AGE,
    SAVED,
    USED;

    List<DatasetRow> of(List<DatasetRow> rows) {
        return switch (this) {
            case NAME -> rows;
            case BYTES ->
                sorted(rows, Comparator.comparing(DatasetRow::bytes, Comparator.nullsLast(Comparator.reverseOrder())));
            case AGE ->
                sorted(
                        rows,
                        Comparator.comparing(DatasetRow::publishedAt, Comparator.nullsLast(Comparator.naturalOrder())));
            case SAVED ->
                sorted(rows, Comparator.comparing(DatasetRow::saved, Comparator.nullsLast(Comparator.reverseOrder())));
            case USED ->
                sorted(
                        rows,
                        Comparator.comparing(DatasetRow::lastUsed, Comparator.nullsFirst(Comparator.naturalOrder())));
        };
    }

    /** @throws IllegalArgumentException if that is not kept of them */
    List<DroppedRow> ofDropped(List<DroppedRow> rows) {
        return switch (this) {
            case SAVED, USED ->
                throw new IllegalArgumentException(
                        "Datasets that were dropped are not listed by what they saved or when they were used. Say --sort"
                                + " name, bytes or age.");
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
