package io.turnstile.bench;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.turnstile.core.cli.TextTable;
import io.turnstile.core.cli.TextTable.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The report of all figures: the table, for people as text and for programs as JSON. */
final class Report {
    private Report() {}

    static String table(List<Figure> figures) {
        TextTable table = new TextTable();
        for (String title : List.of("row", "ours", "peer", "ratio", "goal", "met")) {
            table.column(title, Side.LEFT);
        }
        for (Figure figure : figures) {
            Figure.Ratio ratio = figure.ratio();
            table.row(
                    figure.row(),
                    figure.ours(),
                    figure.peer(),
                    ratio == null ? "" : ratio.toString(),
                    figure.goal(),
                    figure.met() ? "yes" : "no");
        }
        return table.toString();
    }

    /** A list of objects with the table's columns; the ratio is its median, or null. */
    static void writeJson(List<Figure> figures, Path file) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
            json.useDefaultPrettyPrinter();
            json.writeStartArray();
            for (Figure figure : figures) {
                json.writeStartObject();
                json.writeStringField("row", figure.row());
                json.writeStringField("ours", figure.ours());
                json.writeStringField("peer", figure.peer());
                Figure.Ratio ratio = figure.ratio();
                if (ratio == null) {
                    json.writeNullField("ratio");
                } else {
                    json.writeNumberField("ratio", ratio.median());
                }
                json.writeStringField("goal", figure.goal());
                json.writeBooleanField("met", figure.met());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
