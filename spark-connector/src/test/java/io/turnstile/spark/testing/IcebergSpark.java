package io.turnstile.spark.testing;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;

/**
 * Sessions of the shared application that know an Iceberg catalog, {@code ice}. A test that asks for one is skipped where Iceberg is
 * not on the class path, which it is beside Spark 4.1.
 */
public final class IcebergSpark {
    private static final String CATALOG = "org.apache.iceberg.spark.SparkCatalog";

    private IcebergSpark() {}

    /** A new one, with reuse from a catalog of ours that the shared session knows, and Iceberg's tables in a directory. */
    public static SparkSession application(String catalog, String warehouse) {
        Assumptions.assumeTrue(isThere(), "Iceberg is not on the class path");
        SparkSession application = SharedSpark.session().newSession();
        TestCatalog.share(catalog, application);
        application.conf().set("spark.sql.shuffle.partitions", "1");
        application.conf().set("spark.sql.catalog.ice", CATALOG);
        application.conf().set("spark.sql.catalog.ice.type", "hadoop");
        application.conf().set("spark.sql.catalog.ice.warehouse", warehouse);
        application.conf().set("spark.turnstile.reuse.catalog", catalog);
        return application;
    }

    private static boolean isThere() {
        try {
            Class.forName(CATALOG);
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
