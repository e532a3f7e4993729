package io.turnstile.spark.fingerprint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What generated queries are made of, by the type that it gives: {@code fuzz-functions.txt}. */
final class FuzzFunctions {
    /** What separates a template from the types of its operands. */
    private static final String SEPARATOR = " :: ";

    private static final List<String> COMPARED = List.of("int", "double", "decimal", "text", "date", "time");
    private static final Map<String, List<Signature>> ALL = read();

    private FuzzFunctions() {}

    record Signature(String template, List<String> operands) {}

    /** Of a type, those that have operands. */
    static List<Signature> of(String type) {
        return ALL.get(type).stream()
                .filter(signature -> !signature.operands.isEmpty() || isWhole(type))
                .toList();
    }

    /** Templates of literals of a type. */
    static List<String> literals(String type) {
        return isWhole(type)
                ? List.of()
                : ALL.get(type).stream()
                        .filter(signature -> signature.operands.isEmpty())
                        .map(Signature::template)
                        .toList();
    }

    /** Whether it is no value, but a part of a query: without operands it is no literal either. */
    static boolean isWhole(String type) {
        return List.of("aggregate", "window", "limit").contains(type);
    }

    private static Map<String, List<Signature>> read() {
        Map<String, List<Signature>> read = new HashMap<>();
        List<Signature> section = new ArrayList<>();
        for (String line : text().lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                section = read.computeIfAbsent(line.substring(1, line.length() - 1), type -> new ArrayList<>());
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                section.add(signature(line));
            }
        }
        List<Signature> flags = Objects.requireNonNull(read.get("flag"));
        for (Signature comparison : Objects.requireNonNull(read.remove("comparisons"))) {
            for (String type : COMPARED) {
                List<String> operands =
                        comparison.operands.stream().map(of -> type).toList();
                if (comparison.template.contains("«T»")) {
                    read.get(type).stream()
                            .filter(literal -> literal.operands.isEmpty())
                            .forEach(literal -> flags.add(
                                    new Signature(comparison.template.replace("«T»", literal.template), operands)));
                } else {
                    flags.add(new Signature(comparison.template, operands));
                }
            }
        }
        return read;
    }

    private static Signature signature(String line) {
        int end = line.indexOf(SEPARATOR);
        return end < 0
                ? new Signature(line, List.of())
                : new Signature(
                        line.substring(0, end),
                        List.of(line.substring(end + SEPARATOR.length()).split(" ")));
    }

    private static String text() {
        try (InputStream in = FuzzFunctions.class.getResourceAsStream("fuzz-functions.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
