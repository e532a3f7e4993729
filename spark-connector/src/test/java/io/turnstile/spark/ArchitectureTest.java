package io.turnstile.spark;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.turnstile.core.testing.HouseRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which package may know which. A rule holds for a package that does not exist yet. */
class ArchitectureTest extends HouseRules {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.turnstile.spark");

    @Override
    protected JavaClasses classes() {
        return CLASSES;
    }

    /** Live in an internal package, but are what the public connector interfaces throw or hand over. */
    private static final Set<String> PART_OF_THE_PUBLIC_INTERFACE = Set.of(
            "org.apache.spark.sql.catalyst.InternalRow",
            "org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException",
            "org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException",
            "org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException",
            "org.apache.spark.sql.catalyst.analysis.NoSuchProcedureException",
            "org.apache.spark.sql.catalyst.analysis.NoSuchTableException",
            "org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException",
            "org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException");

    private static final DescribedPredicate<JavaClass> PUBLIC_INTERFACE = DescribedPredicate.describe(
            "part of the public interface", javaClass -> PART_OF_THE_PUBLIC_INTERFACE.contains(javaClass.getName()));

    @Test
    void onlyThoseWhoReadPlansAndScansTouchSparkInternals() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.turnstile.spark.scan..",
                        "io.turnstile.spark.session..",
                        "io.turnstile.spark.fingerprint..",
                        "io.turnstile.spark.advice..",
                        "io.turnstile.spark.origin..",
                        "io.turnstile.spark.reuse..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.apache.spark.sql.execution..", "org.apache.spark.sql.catalyst..")
                                .and(not(PUBLIC_INTERFACE)))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** A tab can be made of nothing else; how far its own jobs are, a session knows from where the pages have it. */
    @Test
    void onlyUiAndSessionTouchWhatSparksPagesAreMadeOf() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.turnstile.spark.ui..", "io.turnstile.spark.session..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.apache.spark.ui..", "org.apache.spark.status..", "org.apache.spark.util.kvstore.."))
                .check(CLASSES);
    }
}
