package io.turnstile.core.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What holds in every module. A rule holds for a package that does not exist yet. */
public abstract class HouseRules {
    private static final Set<String> SAYING_NOTHING = Set.of("util", "utils", "support", "helper", "helpers");

    /** What ignore files, IDEs and search take for the output of a build. */
    private static final Set<String> BUILD_OUTPUT = Set.of("target", "build", "out", "bin", "dist", "generated");

    private static final int MOST_LINES = 300;

    /** Files that are longer, by their class, and why that is. */
    private static final Map<String, String> LONGER = Map.of();

    private final House house = House.drawn();

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

    /** What stands in one file may be a knot; files may not. */
    @Test
    void filesFormNoCircle() {
        slices().assignedFrom(new SourceFiles()).should().beFreeOfCycles().check(classes());
    }

    /** A file is a class with all that is nested in it. */
    private static final class SourceFiles implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith("io.turnstile")
                    ? SliceIdentifier.of(House.outermost(type))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "files";
        }
    }

    @Test
    void everyPackageIsOnTheFloorPlan() {
        Set<String> there = classes().stream().map(JavaClass::getPackageName).collect(toSet());
        String module = there.stream().min(String::compareTo).orElseThrow();

        assertThat(house.floors().keySet().stream().filter(name -> (name + ".").startsWith(module + ".")))
                .containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void nothingKnowsWhatIsOnItsOwnFloorOrAbove() {
        Map<String, Integer> floors = house.floors();
        ArchRuleDefinition.classes()
                .should(new ArchCondition<JavaClass>("know only packages on lower floors") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                            String from = type.getPackageName();
                            String to = dependency.getTargetClass().getPackageName();
                            Integer above = floors.get(from);
                            Integer below = floors.get(to);
                            if (!from.equals(to) && above != null && below != null && below <= above) {
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                            }
                        }
                    }
                })
                .check(classes());
    }

    @Test
    void theClassesOfThePathsExist() {
        Set<String> there = House.sources().stream()
                .map(source -> source.getFileName().toString().replace(".java", ""))
                .collect(toSet());

        assertThat(house.classesOnThePaths()).isNotEmpty().isSubsetOf(there);
    }

    @Test
    void onlyWhatIsOpenIsUsedFromOtherModules() {
        Set<String> modules = classes().stream().map(HouseRules::module).collect(toSet());
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are not open to other modules",
                        type -> type.getPackageName().startsWith("io.turnstile.core")
                                && !modules.contains(module(type))
                                && !house.isOpen(type)))
                .check(classes());
    }

    private static String module(JavaClass type) {
        List<String> parts = Arrays.asList(type.getPackageName().split("\\.", -1));
        return parts.size() > 2 ? parts.get(2) : "";
    }

    @Test
    void noFileIsLongWithoutAReason() throws IOException {
        for (Path source : House.sources()) {
            if (source.toString().contains("/src/main/")) {
                try (var lines = Files.lines(source)) {
                    String name = String.join(".", House.names(source));
                    assertThat(lines.count() <= MOST_LINES || LONGER.containsKey(name))
                            .as("%s has at most %d lines", source, MOST_LINES)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void noPackageIsTakenForTheOutputOfABuild() {
        assertThat(House.sources()).allSatisfy(source -> {
            List<String> names = House.names(source);
            assertThat(names.subList(0, Math.max(0, names.size() - 1))).doesNotContainAnyElementsOf(BUILD_OUTPUT);
        });
    }

    /** Some are there once for each version of Spark or Scala; these are one class. */
    @Test
    void noTwoClassesHaveOneName() {
        Map<String, Set<List<String>>> byName = House.sources().stream()
                .map(House::names)
                .filter(names -> !names.isEmpty())
                .collect(groupingBy(names -> names.get(names.size() - 1), mapping(names -> names, toSet())));
        // One in each module, which runs what is said here.
        byName.remove("ArchitectureTest");

        assertThat(byName.values()).allSatisfy(places -> assertThat(places).hasSize(1));
    }

    /** Abstract ones say what holds, the others for what. */
    @Test
    void contractsAndTheirRunsAreToldApartByName() throws IOException {
        for (Path source : House.sources()) {
            String name = source.getFileName().toString().replace(".java", "");
            boolean isAbstract = Files.readString(source).contains("abstract class " + name + " ");
            if (name.endsWith("Contract") || name.endsWith("Test") || name.endsWith("IT")) {
                assertThat(isAbstract).as("%s is abstract", source).isEqualTo(name.endsWith("Contract"));
            }
        }
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
