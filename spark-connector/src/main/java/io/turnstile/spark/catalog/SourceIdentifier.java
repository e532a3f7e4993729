package io.turnstile.spark.catalog;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.connector.catalog.Identifier;

/**
 * A table identifier made by {@code format("turnstile")}, which carries the parameters and options of that read or
 * write. Spark hands the catalog the very object that the data source made, and loads the table in the same way for a
 * read and for {@code mode("overwrite")}; but the one must be told that there is no such dataset, where the other is
 * about to make it.
 */
public final class SourceIdentifier implements Identifier {
    private final DatasetKey key;
    private final Parameters parameters;
    private final Map<String, String> options;
    private volatile boolean forReading;

    /**
     * A dataset by the name that its user wrote.
     *
     * @param parameters what it is for; they become a part of its name
     * @param options Turnstile's own options of this read or write, which Spark tells the catalog too late
     */
    public SourceIdentifier(DatasetKey key, Parameters parameters, Map<String, String> options) {
        this.key = parameters.name(key);
        this.parameters = parameters;
        this.options = Map.copyOf(options);
    }

    Parameters parameters() {
        return parameters;
    }

    Map<String, String> options() {
        return options;
    }

    /** To be called once it is known that a read, not a write, is being planned. */
    public void readOnly() {
        forReading = true;
    }

    /** Whether a write may be being planned. */
    public boolean forWriting() {
        return !forReading;
    }

    @Override
    public String[] namespace() {
        return key.namespace().toArray(String[]::new);
    }

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceIdentifier that && key.equals(that.key) && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, options);
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
