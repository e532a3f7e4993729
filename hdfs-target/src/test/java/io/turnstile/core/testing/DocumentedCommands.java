package io.turnstile.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands in the project's documents: lines of code that begin with a program, as text that is set off or fenced. */
public final class DocumentedCommands {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    /** What comes before the program in a line of cron, and what comes after a command: a comment, or another command. */
    private static final Pattern CRON = Pattern.compile("^(\\S+ +){5}(?=turnstile )");

    private static final Pattern REST = Pattern.compile("\\s+(#|>|&&|\\|\\||\\|)\\s.*$");

    private DocumentedCommands() {}

    /**
     * Each different one, word by word.
     *
     * @param project the directory in which the documents lie, at any depth
     * @param program how its first word begins
     */
    public static List<List<String>> of(Path project, String program) throws IOException {
        return documents(project).stream()
                .flatMap(file -> code(file).stream())
                .map(line -> CRON.matcher(line).replaceFirst(""))
                .filter(line -> line.startsWith(program))
                .map(line -> words(REST.matcher(line).replaceFirst("")))
                .filter(words -> !program.endsWith("/") || !words.get(0).endsWith("/"))
                .filter(words -> program.endsWith("/") || words.get(0).equals(program))
                .distinct()
                .toList();
    }

    /** The documents of a project. Never looks into what is built: others may build while this is asked. */
    public static SortedSet<Path> documents(Path project) throws IOException {
        SortedSet<Path> found = new TreeSet<>();
        Files.walkFileTree(project, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.endsWith("target") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** Its lines of code, each continued where a backslash says so; where text comes between them, an empty one. */
    public static List<String> code(Path document) {
        List<String> found = new ArrayList<>();
        boolean fenced = false;
        try {
            for (String line :
                    Files.readString(document).replaceAll("\\\\\n\\s*", "").split("\n", -1)) {
                if (line.startsWith("```")) {
                    fenced = !fenced;
                } else if (fenced || line.startsWith("    ")) {
                    found.add(line.strip());
                } else {
                    found.add("");
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return found;
    }

    /** What a shell would put in is a word. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line.replaceAll("\\$\\([^)]*\\)", "2001-01-01"));
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return words;
    }
}
