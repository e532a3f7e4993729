package io.turnstile.spark.procedures;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.testing.DocumentedCommands;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every SQL statement in a document is run, one after the other as they stand there; and every setting is one that there is. */
class DocumentedStatementsTest {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern BEGINS =
            Pattern.compile("(CREATE|SELECT|SET|CALL|INSERT|DROP|SHOW|DESCRIBE|EXPLAIN) .*");

    /** One in the midst of a sentence, if it is a whole one. */
    private static final Pattern INLINE = Pattern.compile(
            "`(CALL cache\\.system\\.\\w+\\([^`]*\\)|SET [^`]+=[^`]+|CREATE TABLE [^`]* cache\\.[^`]* AS SELECT …)`");

    private static final Pattern SETTING =
            Pattern.compile("\\bspark\\.(sql\\.catalog\\.cache|turnstile)\\.(?!udf)([a-z.-]*[a-z])\\b");

    @TempDir
    private Path root;

    static List<Path> documents() throws IOException {
        return DocumentedCommands.documents(PROJECT).stream()
                .filter(document -> !statements(document).isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyStatementWorks(Path document) {
        SparkSession session = SharedSpark.session().newSession();
        TestCatalog.register(session, "cache", root.toUri().toString(), Map.of());
        session.sql("CREATE TEMPORARY VIEW flights AS SELECT 'ATL' AS origin, 'AA' AS carrier, 1 AS delay");
        session.sql("CREATE TABLE cache.travel.route_delays AS SELECT * FROM flights");
        for (String statement : statements(document)) {
            assertThat(session.sql(statement).collectAsList()).as(statement).isNotNull();
        }
    }

    @Test
    void everySettingIsOne() throws IOException {
        SparkSession session = SharedSpark.session().newSession();
        for (Path document : DocumentedCommands.documents(PROJECT)) {
            SETTING.matcher(Files.readString(document))
                    .results()
                    .forEach(setting -> session.conf().set("spark.turnstile." + setting.group(2), "any"));
        }
        assertThat(ConnectorOptions.ofSession(session.conf()).keySet())
                .contains("root", "redis", "rerun", "stale")
                .allSatisfy(name -> assertThat(TurnstileOption.named(name)).isPresent());
    }

    /** Each without its comment, and with something for what it leaves out. */
    private static List<String> statements(Path document) {
        List<String> found = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        try {
            for (String line : DocumentedCommands.code(document)) {
                String code = line.replaceFirst("\\s+--\\s.*", "");
                boolean begins = BEGINS.matcher(code).matches();
                if (begins || code.isEmpty()) {
                    add(current, found);
                }
                if (begins || !current.isEmpty()) {
                    current.append(code).append('\n');
                }
            }
            add(current, found);
            for (List<String> command : DocumentedCommands.of(document, "spark-sql")) {
                found.add(command.get(command.size() - 1));
            }
            INLINE.matcher(Files.readString(document)).results().forEach(inline -> found.add(inline.group(1)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return found.stream()
                .map(statement -> statement.replace("SELECT …", "SELECT 1 AS n").replaceFirst(";\\s*$", ""))
                .toList();
    }

    private static void add(StringBuilder statement, List<String> into) {
        if (!statement.isEmpty()) {
            into.add(statement.toString());
            statement.setLength(0);
        }
    }
}
