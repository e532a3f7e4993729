package io.turnstile.core.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The plan of the house as the page about it draws it: which package is on which floor, and what is open to others. */
final class House {
    private static final Path PAGE = Path.of("..", "hdfs-target", "docs", "architecture.md");
    private static final String BASE = "io.turnstile.";
    private static final Pattern CODE = Pattern.compile("`([\\w.]+)`");
    private static final Pattern CLASS = Pattern.compile("\\b[A-Z]\\w+\\b");

    private final List<String> lines;

    private House(List<String> lines) {
        this.lines = lines;
    }

    static House drawn() {
        try {
            return new House(Files.readAllLines(PAGE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The packages that are drawn, and how far below the top. */
    Map<String, Integer> floors() {
        Map<String, Integer> floors = new HashMap<>();
        List<String> drawn = picture("## Floors");
        for (int depth = 0; depth < drawn.size(); depth++) {
            for (String name : drawn.get(depth).strip().split("\\s+", -1)) {
                floors.put(BASE + name, depth);
            }
        }
        return floors;
    }

    /** The classes that stand on the four paths, by their simple names. */
    Set<String> classesOnThePaths() {
        return picture("## Four paths").stream()
                .flatMap(line -> CLASS.matcher(line).results().map(found -> found.group()))
                .collect(Collectors.toSet());
    }

    /** Whether others may use a class. */
    boolean isOpen(JavaClass type) {
        Set<String> open = open();
        return open.contains(type.getPackageName()) || open.contains(outermost(type));
    }

    /** The names of packages and classes that others may use. */
    Set<String> open() {
        Set<String> open = new HashSet<>();
        for (String line : section("## What may be used from outside")) {
            if (!line.startsWith("- ")) {
                continue;
            }
            List<String> names =
                    CODE.matcher(line).results().map(found -> found.group(1)).toList();
            Map<Boolean, List<String>> kinds =
                    names.stream().collect(Collectors.partitioningBy(name -> Character.isUpperCase(name.charAt(0))));
            if (kinds.get(true).isEmpty()) {
                kinds.get(false).forEach(name -> open.add(BASE + name));
            } else {
                kinds.get(true).forEach(name -> open.add(BASE + names.get(0) + "." + name));
            }
        }
        return open;
    }

    static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(House::outermost).orElse(type.getName());
    }

    /** The source files of all modules that are not tests, and those that are. */
    static List<Path> sources() {
        Pattern module = Pattern.compile("\\.\\./[\\w-]+/src/.*\\.java");
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            return modules.map(directory -> directory.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(House::below)
                    .filter(file -> module.matcher(file.toString()).matches())
                    .filter(file -> !file.endsWith("package-info.java"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> below(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> section(String heading) {
        return lines.stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .toList();
    }

    /** The lines of a section's picture, which are indented. */
    private List<String> picture(String heading) {
        return section(heading).stream().filter(line -> line.startsWith("    ")).toList();
    }

    /** Names in the path of a source file, from {@code io} on. */
    static List<String> names(Path source) {
        Matcher name = Pattern.compile(".*?/(io/turnstile/.*)\\.java").matcher(source.toString());
        return name.matches() ? Arrays.asList(name.group(1).split("/")) : List.of();
    }
}
