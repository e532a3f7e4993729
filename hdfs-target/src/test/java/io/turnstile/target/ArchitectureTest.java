package io.turnstile.target;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.redisson.client.codec.StringCodec;

/** Which package may know which. A rule holds for a package that does not exist yet. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.turnstile.target");

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.turnstile.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void lowerPackagesDoNotKnowTheUpperOnes() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.turnstile.target.lock..",
                        "io.turnstile.target.storage..",
                        "io.turnstile.target.commit..",
                        "io.turnstile.target.staging..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.turnstile.target", "io.turnstile.target.mapreduce..", "io.turnstile.target.cli..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void nothingKnowsSpark() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTheLockPackageTouchesRedisson() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.turnstile.target.lock..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.redisson..", "io.netty..")
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
        noClasses()
                .should()
                .dependOnClassesThat(describe(
                        "make anything but strings",
                        type -> type.getPackageName().startsWith("org.redisson.codec")
                                || (type.getPackageName().startsWith("org.redisson.client.codec")
                                        && !type.isEquivalentTo(StringCodec.class))))
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
