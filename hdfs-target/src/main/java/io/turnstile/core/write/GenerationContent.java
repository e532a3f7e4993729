package io.turnstile.core.write;

import io.turnstile.core.commit.Origin;
import io.turnstile.core.option.TurnstileOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a generation, as its writer knows it.
 *
 * @param dataFormat the files' format, such as {@code parquet}
 * @param schema the schema, spelled so that its readers understand it
 * @param partitionColumns the columns whose values are in the directories' names
 * @param properties what else readers shall find
 * @param rows rows written, -1 if nobody counted
 * @param executorTime how long tasks ran on executors, all of them together; null if nobody knows
 * @param origin what it was computed from
 */
public record GenerationContent(
        String dataFormat,
        String schema,
        List<String> partitionColumns,
        Map<String, String> properties,
        long rows,
        @Nullable Duration executorTime,
        Origin origin) {
    /** What its properties say of a later change of what it was computed from. */
    Optional<String> stale() {
        return Optional.ofNullable(properties.get(TurnstileOption.STALE.key()));
    }

    /** The metadata of what its writer can say no more of. */
    public GenerationContent(
            String dataFormat,
            String schema,
            List<String> partitionColumns,
            Map<String, String> properties,
            long rows) {
        this(dataFormat, schema, partitionColumns, properties, rows, null, Origin.UNTOLD);
    }
}
