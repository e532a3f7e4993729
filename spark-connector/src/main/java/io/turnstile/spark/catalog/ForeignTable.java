package io.turnstile.spark.catalog;

import java.util.Set;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.types.StructType;

/** A table of another catalog that was once made with this data source: it holds nothing, and can only be dropped. */
public final class ForeignTable implements Table {
    @Override
    public String name() {
        return "a table of another catalog";
    }

    @Override
    @SuppressWarnings("deprecation") // Its successor takes columns, which only internals of Spark make from a schema.
    public StructType schema() {
        return new StructType();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of();
    }
}
