package io.turnstile.spark.testing;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.junit.jupiter.api.Assumptions;
import scala.Function1;
import scala.runtime.BoxedUnit;

/**
 * Sessions of the shared application that have Delta's extension and its catalog, as Delta asks for. Delta's classes are named and
 * not imported, so that this is compiled beside any Delta.
 */
public final class DeltaSpark {
    private static final String EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

    private DeltaSpark() {}

    private static final class Holder {
        static final SparkSession SESSION = make();

        @SuppressWarnings("unchecked") // It says so itself.
        private static SparkSession make() {
            SparkSession shared = SharedSpark.session();
            SparkSession.clearActiveSession();
            SparkSession.clearDefaultSession();
            try {
                Function1<SparkSessionExtensions, BoxedUnit> extension = Class.forName(EXTENSION)
                        .asSubclass(Function1.class)
                        .getConstructor()
                        .newInstance();
                return SparkSession.builder()
                        .withExtensions(extension)
                        .config(
                                "spark.sql.extensions",
                                shared.sparkContext().getConf().get("spark.sql.extensions") + "," + EXTENSION)
                        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                        .config("spark.databricks.delta.snapshotPartitions", "1")
                        .config("spark.sql.shuffle.partitions", "1")
                        .config("spark.sql.adaptive.enabled", "false")
                        .config("spark.sql.codegen.wholeStage", "false")
                        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                        .getOrCreate();
            } catch (ReflectiveOperationException absent) {
                throw new IllegalStateException("Delta is not on the class path", absent);
            } finally {
                SparkSession.setActiveSession(shared);
                SparkSession.setDefaultSession(shared);
            }
        }
    }

    /**
     * One of them, always the same; the shared session stays the active one. A test that asks for it is skipped beside a Spark
     * whose Delta this was not tried with.
     */
    public static SparkSession session() {
        Assumptions.assumeTrue(
                SharedSpark.session().version().startsWith("4.2."), "Delta is tried with the default Spark only");
        return Holder.SESSION;
    }

    /** Another one, which knows a catalog that the shared session knows. */
    public static SparkSession application(String catalog) {
        SparkSession application = session().newSession();
        TestCatalog.share(catalog, application);
        return application;
    }

    /** What another application sees, which has opened no table yet. */
    public static void forgetTables() {
        try {
            Class.forName("org.apache.spark.sql.delta.DeltaLog")
                    .getMethod("clearCache")
                    .invoke(null);
        } catch (ReflectiveOperationException unlike) {
            throw new IllegalStateException(unlike);
        }
    }
}
