package io.turnstile.core.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What holds in every module. A rule holds for a package that does not exist yet. */
public abstract class HouseRules {
    private static final Set<String> SAYING_NOTHING = Set.of("util", "utils", "support", "helper", "helpers");

    /** The module's main classes. */
    protected abstract JavaClasses classes();

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.turnstile.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes());
    }

    /** What comes from Redis or from a file is text, and makes no objects. */
    @Test
    void nothingDeserialisesJavaObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ObjectInputStream.class, ObjectInputFilter.class)
                .check(classes());
    }

    @Test
    void everyNameSaysWhatTheThingIs() {
        assertThat(classes())
                .extracting(JavaClass::getName)
                .noneMatch(name -> Arrays.stream(name.split("[.$]|(?<=[a-z0-9])(?=[A-Z])", -1))
                        .map(String::toLowerCase)
                        .anyMatch(SAYING_NOTHING::contains));
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(classes())
                .extracting(JavaClass::getPackage)
                .allMatch(javaPackage -> javaPackage
                        .tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith(NullMarked.class))
                        .isPresent());
    }
}
