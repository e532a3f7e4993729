package io.turnstile.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** The page about faults names, for each row of a module's table, exactly the module's tests that carry the row's tag. */
public abstract class FaultsPage {
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*\\|([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+(?:\\.\\w+)?)`");
    private static final Pattern TAG = Pattern.compile("fault-(\\d+)");

    private final String module;

    /** @param module whose table it is: that below the heading which has its name in code type */
    protected FaultsPage(String module) {
        this.module = module;
    }

    /** The last column of the module's table, by row. */
    protected final Map<Integer, String> lastColumn() throws IOException {
        Map<Integer, String> found = new TreeMap<>();
        for (String line : section()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(found.put(Integer.valueOf(row.group(1)), row.group(2)))
                        .as("another row " + row.group(1))
                        .isNull();
            }
        }
        return found;
    }

    @Test
    void pageNamesTheTestsThatCarryTheTagOfItsRow() throws Exception {
        assertThat(onThePage()).containsExactlyInAnyOrderEntriesOf(tagged());
    }

    @Test
    void rowThatNoTestShowsSaysSo() throws IOException {
        assertThat(lastColumn()).isNotEmpty().allSatisfy((row, tests) -> {
            if (!NAME.matcher(tests).find()) {
                assertThat(tests).contains("not shown yet");
            }
        });
    }

    private List<String> section() throws IOException {
        List<String> found = new ArrayList<>();
        boolean within = false;
        for (String line : Files.readAllLines(Path.of("..", "hdfs-target", "docs", "faults.md"))) {
            if (line.startsWith("## ")) {
                within = line.contains("`" + module + "`");
            } else if (within) {
                found.add(line);
            }
        }
        return found;
    }

    private Map<Integer, Set<String>> onThePage() throws IOException {
        Map<Integer, Set<String>> found = new TreeMap<>();
        lastColumn().forEach((row, tests) -> {
            Matcher name = NAME.matcher(tests);
            while (name.find()) {
                found.computeIfAbsent(row, none -> new TreeSet<>()).add(name.group(1));
            }
        });
        return found;
    }

    private Map<Integer, Set<String>> tagged() throws Exception {
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

    /** Those beside the subclass. */
    private List<Class<?>> testClasses() throws IOException, URISyntaxException {
        Path classes = Path.of(
                getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class"))
                    .<Class<?>>map(file -> load(file.replace('/', '.').substring(0, file.length() - 6)))
                    .toList();
        }
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, false, getClass().getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
