package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SQL with places for operands and with choices, as {@code fuzz-functions.txt} has it.
 *
 * @param chosen which of each of its choices, in order
 */
record FuzzTemplate(String text, List<Integer> chosen) {
    private static final Pattern CHOICE = Pattern.compile("«((type|order|func|cond):)?([^»]*)»");

    static FuzzTemplate fixed(String text) {
        return new FuzzTemplate(text, List.of());
    }

    static FuzzTemplate random(String text, Random random) {
        List<Integer> chosen = new ArrayList<>();
        for (Matcher choice = CHOICE.matcher(text); choice.find(); ) {
            chosen.add(random.nextInt(choices(choice).length));
        }
        return new FuzzTemplate(text, chosen);
    }

    private static String[] choices(Matcher choice) {
        return choice.group(3).split("¦", -1);
    }

    /** With what was chosen; operands are still {@code {0}}. */
    String sql() {
        StringBuilder sql = new StringBuilder();
        Matcher choice = CHOICE.matcher(text);
        for (int i = 0; choice.find(); i++) {
            choice.appendReplacement(sql, Matcher.quoteReplacement(choices(choice)[chosen.get(i)]));
        }
        return choice.appendTail(sql).toString();
    }

    private static FuzzKind kind(@Nullable String named) {
        return switch (named == null ? "" : named) {
            case "" -> FuzzKind.LITERAL;
            case "type" -> FuzzKind.TYPE;
            case "order" -> FuzzKind.ORDER;
            case "func" -> FuzzKind.FUNCTION;
            default -> FuzzKind.CONDITION;
        };
    }

    /** All that differ in one choice. */
    List<FuzzKind.Change<FuzzTemplate>> changes() {
        List<FuzzKind.Change<FuzzTemplate>> changes = new ArrayList<>();
        Matcher choice = CHOICE.matcher(text);
        for (int i = 0; choice.find(); i++) {
            FuzzKind kind = kind(choice.group(2));
            for (int other = 0; other < choices(choice).length; other++) {
                if (other != chosen.get(i)) {
                    List<Integer> changed = new ArrayList<>(chosen);
                    changed.set(i, other);
                    changes.add(new FuzzKind.Change<>(kind, new FuzzTemplate(text, changed)));
                }
            }
        }
        return changes;
    }
}
