package io.turnstile.spark.ui;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.ui.UIUtils;
import scala.Option;
import scala.collection.immutable.List$;
import scala.xml.Unparsed;
import scala.xml.Utility;

/** A table as other pages of Spark's UI have them: striped, and sorted by the column whose head is clicked. */
final class SortableTable {
    private SortableTable() {}

    /**
     * A column.
     *
     * @param head its title
     * @param tooltip what that means
     * @param cell what it shows of a row
     */
    record Column<T>(String head, String tooltip, Function<T, Cell> cell) {}

    /**
     * A cell.
     *
     * @param html what is shown
     * @param key by which it is sorted
     */
    record Cell(String html, String key) {
        static Cell text(String text) {
            return new Cell(Utility.escape(text), Utility.escape(text));
        }

        static Cell number(long number, String shown) {
            return new Cell(Utility.escape(shown), Long.toString(number));
        }

        /** Nothing, for a duration of zero. */
        static Cell duration(long millis) {
            return number(millis, millis == 0 ? "" : UIUtils.formatDuration(millis));
        }
    }

    /** The table as HTML. */
    static <T> String of(String id, List<Column<T>> columns, List<T> rows) {
        return UIUtils.<T>listingTable(
                        scala(columns.stream().map(Column::head).toList()),
                        row -> new Unparsed(htmlOf(row, columns)).toList(),
                        scala(rows),
                        false,
                        Option.apply(id),
                        List$.MODULE$.empty(),
                        true,
                        true,
                        scala(columns.stream()
                                .map(column -> Option.apply(column.tooltip()))
                                .toList()))
                .mkString();
    }

    private static <T> String htmlOf(T row, List<Column<T>> columns) {
        return columns.stream()
                .map(column -> column.cell().apply(row))
                .map(cell -> "<td sorttable_customkey=\"" + cell.key() + "\">" + cell.html() + "</td>")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    private static <T> scala.collection.immutable.List<T> scala(List<T> elements) {
        scala.collection.immutable.List<T> list = List$.MODULE$.empty();
        for (int i = elements.size() - 1; i >= 0; i--) {
            list = list.$colon$colon(elements.get(i));
        }
        return list;
    }
}
