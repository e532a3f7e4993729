package io.turnstile.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page about faults names, for each row, exactly the tests of this module that carry the row's tag. */
class FaultsPageTest {
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*\\|([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+(?:\\.\\w+)?)`");
    private static final Pattern TAG = Pattern.compile("fault-(\\d+)");

    @Test
    void pageNamesTheTestsThatCarryTheTagOfItsRow() throws Exception {
        assertThat(onThePage()).containsExactlyInAnyOrderEntriesOf(tagged());
    }

    @Test
    void rowThatNoTestShowsSaysSo() throws IOException {
        for (String line : page()) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && !NAME.matcher(row.group(2)).find()) {
                assertThat(row.group(2)).as("row " + row.group(1)).contains("not shown yet");
            }
        }
    }

    private static List<String> page() throws IOException {
        return Files.readAllLines(Path.of("docs/faults.md"));
    }

    private static Map<Integer, Set<String>> onThePage() throws IOException {
        Map<Integer, Set<String>> found = new TreeMap<>();
        for (String line : page()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Matcher name = NAME.matcher(row.group(2));
                while (name.find()) {
                    found.computeIfAbsent(Integer.valueOf(row.group(1)), none -> new TreeSet<>())
                            .add(name.group(1));
                }
            }
        }
        return found;
    }

    private static Map<Integer, Set<String>> tagged() throws Exception {
        Map<Integer, Set<String>> found = new TreeMap<>();
        for (Class<?> each : testClasses()) {
            add(found, each, each.getSimpleName());
            for (Method method : each.getDeclaredMethods()) {
                add(found, method, each.getSimpleName() + "." + method.getName());
            }
        }
        return found;
    }

    private static void add(Map<Integer, Set<String>> found, AnnotatedElement element, String name) {
        for (Tag tag : element.getDeclaredAnnotationsByType(Tag.class)) {
            Matcher matcher = TAG.matcher(tag.value());
            if (matcher.matches()) {
                found.computeIfAbsent(Integer.valueOf(matcher.group(1)), none -> new TreeSet<>())
                        .add(name);
            }
        }
    }

    private static List<Class<?>> testClasses() throws IOException, URISyntaxException {
        Path classes = Path.of(FaultsPageTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class"))
                    .<Class<?>>map(file -> load(file.replace('/', '.').substring(0, file.length() - 6)))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, FaultsPageTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
