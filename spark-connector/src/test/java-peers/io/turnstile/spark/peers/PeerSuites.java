package io.turnstile.spark.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.execution.command.v2.CreateNamespaceSuite;
import org.apache.spark.sql.execution.command.v2.DescribeTableSuite;
import org.apache.spark.sql.execution.command.v2.DropNamespaceSuite;
import org.apache.spark.sql.execution.command.v2.DropTableSuite;
import org.apache.spark.sql.execution.command.v2.ShowColumnsSuite;
import org.apache.spark.sql.execution.command.v2.ShowCreateTableSuite;
import org.apache.spark.sql.execution.command.v2.ShowNamespacesSuite;
import org.apache.spark.sql.execution.command.v2.ShowTablesSuite;
import org.apache.spark.sql.execution.command.v2.ShowTblPropertiesSuite;
import org.scalatest.Suite;

/**
 * Spark's own suites for catalogs, pointed at ours. They are classes, so a subclass in Java can replace what they say of
 * the catalog; the traits that they are made of cannot be mixed in from Java.
 */
final class PeerSuites {
    private static final String CATALOG = "test_catalog";
    private static final String USING = "USING parquet";

    private PeerSuites() {}

    /** A suite by its name in Spark. */
    record Peer(String name, Supplier<Suite> suite) {}

    static List<Peer> over(Path root) {
        return List.of(
                new Peer("CreateNamespaceSuite", () -> new CreateNamespace(root)),
                new Peer("DescribeTableSuite", () -> new DescribeTable(root)),
                new Peer("DropNamespaceSuite", () -> new DropNamespace(root)),
                new Peer("DropTableSuite", () -> new DropTable(root)),
                new Peer("ShowColumnsSuite", () -> new ShowColumns(root)),
                new Peer("ShowCreateTableSuite", () -> new ShowCreateTable(root)),
                new Peer("ShowNamespacesSuite", () -> new ShowNamespaces(root)),
                new Peer("ShowTablesSuite", () -> new ShowTables(root)),
                new Peer("ShowTblPropertiesSuite", () -> new ShowTblProperties(root)));
    }

    /** A root for each suite, since they use the same names. */
    private static SparkConf ours(SparkConf theirs, Path directory, String suite) {
        Path root = directory.resolve(suite);
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return theirs.set("spark.sql.catalog." + CATALOG, EmptyTableCatalog.class.getName())
                .set("spark.sql.catalog." + CATALOG + ".root", root.toUri().toString())
                .set("spark.turnstile.rerun", "allow");
    }

    private static final class CreateNamespace extends CreateNamespaceSuite {
        private final Path root;

        CreateNamespace(Path root) {
            this.root = root;
        }

        @Override
        public SparkConf sparkConf() {
            return ours(super.sparkConf(), root, getClass().getSimpleName());
        }

        @Override
        public String defaultUsing() {
            return USING;
        }
    }

    private static final class DescribeTable extends DescribeTableSuite {
        private final Path root;

        DescribeTable(Path root) {
            this.root = root;
        }

        @Override
        public SparkConf sparkConf() {
            return ours(super.sparkConf(), root, getClass().getSimpleName());
        }

        @Override
        public String defaultUsing() {
            return USING;
        }
    }

    private static final class DropNamespace extends DropNamespaceSuite {
        private final Path root;

        DropNamespace(Path root) {
            this.root = root;
        }

        @Override
        public SparkConf sparkConf() {
            return ours(super.sparkConf(), root, getClass().getSimpleName());
        }

        @Override
        public String defaultUsing() {
            return USING;
        }
    }

    private static final class DropTable extends DropTableSuite {
        private final Path root;

        DropTable(Path root) {
            this.root = root;
        }

        @Override
        public SparkConf sparkConf() {
            return ours(super.sparkConf(), root, getClass().getSimpleName());
        }

        @Override
        public String defaultUsing() {
            return USING;
        }
    }

    private static final class ShowColumns extends ShowColumnsSuite {
        private final Path root;

        ShowColumns(Path root) {
            this.root = root;
        }

        @Override
        public SparkConf sparkConf() {
            return ours(super.sparkConf(), root, getClass().getSimpleName());
        }

        @Override
        public String defaultUsing() {
            return USING;
        }
    }

    private static final class ShowCreateTable extends ShowCreateTableSuite {
        private final Path root;

        ShowCreateTable(Path root) {
            this.root = root;
        }

        @Override
        public SparkConf sparkConf() {
            return ours(super.sparkConf(), root, getClass().getSimpleName());
        }

        @Override
        public String defaultUsing() {
            return USING;
        }
    }

    private static final class ShowNamespaces extends ShowNamespacesSuite {
        private final Path root;

        ShowNamespaces(Path root) {
            this.root = root;
        }

        @Override
        public SparkConf sparkConf() {
            return ours(super.sparkConf(), root, getClass().getSimpleName());
        }

        @Override
        public String defaultUsing() {
            return USING;
        }
    }

    private static final class ShowTables extends ShowTablesSuite {
        private final Path root;

        ShowTables(Path root) {
            this.root = root;
        }

        @Override
        public SparkConf sparkConf() {
            return ours(super.sparkConf(), root, getClass().getSimpleName());
        }

        @Override
        public String defaultUsing() {
            return USING;
        }
    }

    private static final class ShowTblProperties extends ShowTblPropertiesSuite {
        private final Path root;

        ShowTblProperties(Path root) {
            this.root = root;
        }

        @Override
        public SparkConf sparkConf() {
            return ours(super.sparkConf(), root, getClass().getSimpleName());
        }

        @Override
        public String defaultUsing() {
            return USING;
        }
    }
}
