package io.turnstile.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.operations.ProblemRow;
import io.turnstile.core.operations.WaitRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How values and rows look to people. */
class CellsTest {
    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "1023,1023 B",
        "1024,1.0 KiB",
        "1536,1.5 KiB",
        "1048524,1023.9 KiB",
        "1048525,1.0 MiB",
        "1288490189,1.2 GiB",
        "9223372036854775807,8.0 EiB"
    })
    void sizesAreByPowersOf1024(long bytes, String shown) {
        assertThat(Cells.bytes(bytes)).isEqualTo(shown);
        assertThat(Cells.shown("bytes", bytes)).isEqualTo(shown);
    }

    @Test
    void valuesAreShownInOneWayEverywhere() {
        assertThat(Cells.shown("rows", 1536L)).isEqualTo("1536");
        assertThat(Cells.shown("held_for", Duration.ofMinutes(65))).isEqualTo("1 h 5 min");
        assertThat(Cells.shown("at", Instant.parse("2001-01-01T00:00:00.789Z"))).isEqualTo("2001-01-01T00:00:00Z");
        assertThat(Cells.shown("parameters", Map.of("date", "2001-01-01"))).isEqualTo("date=2001-01-01");
        assertThat(Cells.shown("partitioned_by", List.of("year", "month"))).isEqualTo("year, month");
        assertThat(Cells.shown("note", null)).isEqualTo("-");
        assertThat(Cells.shown("application_name", "\u001b[2Jnightly")).isEqualTo("?[2Jnightly");
    }

    @Test
    void columnsInWhichNothingIsKnownAreLeftOutOfTables() {
        WaitRow there = new WaitRow("a.b", WaitRow.THERE, "g-00000001-0123abcd", Duration.ofSeconds(12), null);
        assertThat(new RowTable(WaitRow.class, List.of(there))).hasToString("""
                dataset  outcome  generation           waited
                -------  -------  -------------------  ------
                a.b      there    g-00000001-0123abcd  12 s
                """);
        assertThat(new RowTable(ProblemRow.class, List.of())).hasToString("(none)\n");
        assertThat(RowJson.list(List.of(there)))
                .isEqualTo("[{\"dataset\":\"a.b\",\"outcome\":\"there\",\"generation\":\"g-00000001-0123abcd\","
                        + "\"waited\":12.0,\"why\":null}]\n");
    }

    @Test
    void columnsOfASchemaAreReadAsSparkSpellsThem() {
        String schema = """
                {"type":"struct","fields":[
                  {"name":"origin","type":"string","nullable":true,"metadata":{}},
                  {"name":"delays","nullable":true,"metadata":{},"type":
                    {"type":"array","elementType":{"type":"struct","fields":[
                      {"name":"m","type":"integer","nullable":true,"metadata":{}},
                      {"name":"by","type":{"type":"map","keyType":"string","valueType":"decimal(10,2)"}}]},"containsNull":true}}]}
                """;
        assertThat(SchemaColumns.of(schema))
                .containsExactly(
                        Map.entry("origin", "string"),
                        Map.entry("delays", "array<struct<m:integer,by:map<string,decimal(10,2)>>>"));
        assertThat(SchemaColumns.of("value string")).containsExactly(Map.entry("schema", "value string"));
        assertThat(SchemaColumns.of("[1]")).containsExactly(Map.entry("schema", "[1]"));
    }
}
