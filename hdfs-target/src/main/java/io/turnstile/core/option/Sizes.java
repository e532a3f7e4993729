package io.turnstile.core.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A parser of sizes, as users spell them: {@code 512}, {@code 64m}, {@code 1.5g}, {@code 2t}, by powers of 1024. */
public final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?)([kmgtp]?)b?");
    private static final String UNITS = "kmgtp";

    private Sizes() {}

    /** In bytes. @throws InvalidOptionException if it is none */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new InvalidOptionException("'" + text
                    + "' is no size. Write it like 500g or 2t, by powers of 1024; without a letter it is bytes.");
        }
        double bytes = Double.parseDouble(matcher.group(1));
        int unit = matcher.group(2).isEmpty() ? -1 : UNITS.indexOf(matcher.group(2));
        return Math.round(bytes * Math.pow(1024, unit + 1.0));
    }
}
