package io.turnstile.spark;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Which package may know which. A rule holds for a package that does not exist yet. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.turnstile.spark");

    /** Live in an internal package, but are what the public connector interfaces throw or hand over. */
    private static final Set<String> PART_OF_THE_PUBLIC_INTERFACE = Set.of(
            "org.apache.spark.sql.catalyst.InternalRow",
            "org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException",
            "org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException",
            "org.apache.spark.sql.catalyst.analysis.NoSuchProcedureException",
            "org.apache.spark.sql.catalyst.analysis.NoSuchTableException",
            "org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException",
            "org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException");

    private static final DescribedPredicate<JavaClass> PUBLIC_INTERFACE = DescribedPredicate.describe(
            "part of the public interface", javaClass -> PART_OF_THE_PUBLIC_INTERFACE.contains(javaClass.getName()));

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.turnstile.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyScanAndSessionTouchSparkInternals() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.turnstile.spark.scan..", "io.turnstile.spark.session..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.apache.spark.sql.execution..", "org.apache.spark.sql.catalyst..")
                                .and(not(PUBLIC_INTERFACE)))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** What comes from Redis or from a file is text, and makes no objects. */
    @Test
    void nothingDeserialisesJavaObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ObjectInputStream.class, ObjectInputFilter.class)
                .check(CLASSES);
    }

    @Test
    void everyNameSaysWhatTheThingIs() {
        Set<String> words = Set.of("util", "utils", "support", "helper", "helpers");
        assertThat(CLASSES)
                .extracting(JavaClass::getName)
                .noneMatch(name -> Arrays.stream(name.split("[.$]|(?<=[a-z0-9])(?=[A-Z])"))
                        .map(String::toLowerCase)
                        .anyMatch(words::contains));
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES)
                .extracting(JavaClass::getPackage)
                .allMatch(javaPackage -> javaPackage
                        .tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith(NullMarked.class))
                        .isPresent());
    }
}
