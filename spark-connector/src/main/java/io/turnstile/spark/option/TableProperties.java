package io.turnstile.spark.option;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.option.Durations;
import io.turnstile.core.option.TurnstileOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The table properties of a generation: what its writer gave, and the facts that Spark shows beside them.
 *
 * @param manifest what it consists of, with a schema
 * @param generation what its commit record tells
 */
public record TableProperties(Manifest manifest, Generation generation) {
    private static final Set<String> FACTS =
            Set.of("generation", "version", "published.at", "published.by", "compute.time", "rows", "files", "bytes");

    /** The schema of a manifest that tells one. */
    public static StructType schemaOf(Manifest manifest) {
        return (StructType) DataType.fromJson(manifest.schema());
    }

    /** What its writer gave, for a statement that makes such a table again. */
    public Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>(manifest.properties());
        given.keySet().removeIf(property -> property.startsWith(TableCatalog.OPTION_PREFIX));
        given.put(TableCatalog.PROP_PROVIDER, manifest.dataFormat());
        given.putAll(ttl());
        Map<String, String> options = FormatOptions.given(manifest);
        options.putAll(parameters());
        options.forEach((option, value) -> given.put(TableCatalog.OPTION_PREFIX + option, value));
        return given;
    }

    /** What its writer gave, and what is known of the generation. */
    public Map<String, String> everything() {
        Map<String, String> properties = new LinkedHashMap<>(manifest.properties());
        properties.put(TableCatalog.PROP_PROVIDER, manifest.dataFormat());
        properties.put(TableCatalog.PROP_OWNER, generation.publishedBy().user());
        properties.putAll(ttl());
        properties.putAll(facts());
        return properties;
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("generation", generation.name().toString());
        facts.put("version", Long.toString(generation.version()));
        facts.putAll(parameters());
        facts.put("published.at", generation.publishedAt().toString());
        facts.put("published.by", generation.publishedBy().toString());
        facts.put("compute.time", generation.computeTime().toString());
        facts.put("rows", Long.toString(generation.size().rows()));
        facts.put("files", Long.toString(generation.size().files()));
        facts.put("bytes", Long.toString(generation.size().bytes()));
        return facts;
    }

    private Map<String, String> ttl() {
        Duration ttl = generation.ttl();
        return ttl == null ? Map.of() : Map.of(TurnstileOption.TTL.key(), Durations.spelled(ttl));
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        generation
                .parameters()
                .values()
                .forEach((name, value) -> parameters.put(ConnectorOptions.PARAMETER + name, value));
        return parameters;
    }

    /** Whether a table property tells of a generation, so that it is not to be taken over from one to another. */
    public static boolean isFact(String property) {
        return FACTS.contains(property) || property.startsWith(ConnectorOptions.PARAMETER);
    }
}
