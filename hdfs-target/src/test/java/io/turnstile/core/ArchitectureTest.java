package io.turnstile.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.turnstile.core.testing.HouseRules;
import org.junit.jupiter.api.Test;
import org.redisson.client.codec.StringCodec;

/** Which package may know which. A rule holds for a package that does not exist yet. */
class ArchitectureTest extends HouseRules {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.turnstile.core");

    @Override
    protected JavaClasses classes() {
        return CLASSES;
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
    void onlyTheClientOfRedisTouchesRedisson() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.turnstile.core.lock.redis.client")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.redisson..", "io.netty..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** What comes from Redis is text, and makes no objects. */
    @Test
    void redissonMakesNothingButStrings() {
        noClasses()
                .should()
                .dependOnClassesThat(describe(
                        "make anything but strings",
                        type -> type.getPackageName().startsWith("org.redisson.codec")
                                || (type.getPackageName().startsWith("org.redisson.client.codec")
                                        && !type.isEquivalentTo(StringCodec.class))))
                .check(CLASSES);
    }
}
