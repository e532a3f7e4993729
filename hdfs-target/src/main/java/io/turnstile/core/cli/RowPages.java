package io.turnstile.core.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A formatter of rows that are shown as they come, for more of them than are to be kept: a table for people, with its
 * titles again on each page, or JSON for machines, one list. Closing it shows what is left.
 */
abstract class RowPages<T extends Record> implements Consumer<T>, AutoCloseable {
    /** Shows what is left. */
    @Override
    public abstract void close();

    /**
     * Tables.
     *
     * @param page how many rows have one set of titles
     */
    static <T extends Record> RowPages<T> tables(Class<T> kind, int page, PrintWriter out) {
        return new RowPages<>() {
            private final List<T> rows = new ArrayList<>();

            @Override
            public void accept(T row) {
                rows.add(row);
                if (rows.size() == page) {
                    close();
                }
            }

            @Override
            public void close() {
                if (!rows.isEmpty()) {
                    out.print(new RowTable(kind, rows));
                    out.flush();
                    rows.clear();
                }
            }
        };
    }

    /** A list of objects. */
    static <T extends Record> RowPages<T> json(PrintWriter out) {
        try {
            JsonGenerator json =
                    new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartArray();
            return new RowPages<>() {
                @Override
                public void accept(T row) {
                    try {
                        RowJson.write(json, row);
                        json.flush();
                    } catch (IOException gone) {
                        throw new UncheckedIOException(gone);
                    }
                }

                @Override
                public void close() {
                    try {
                        json.close();
                        out.println();
                        out.flush();
                    } catch (IOException gone) {
                        throw new UncheckedIOException(gone);
                    }
                }
            };
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
