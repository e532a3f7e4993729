package io.turnstile.core.doctor;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** The check of this JVM's class path: that there is one Turnstile on it, not several. */
record ClassPathCheck(ClassLoader loader) implements Check {
    private static final String SUBJECT = "class path";

    @Override
    public void run(List<Finding> findings) throws IOException {
        List<String> places = InstalledJar.places(loader);
        findings.add(
                places.size() == 1
                        ? Finding.ok(SUBJECT, "There is one Turnstile on it, " + places.get(0) + ".")
                        : Finding.warn(
                                SUBJECT,
                                "There are " + places.size() + " Turnstiles on it: "
                                        + places.stream().collect(Collectors.joining(", ")) + ".",
                                "Leave only one of them; applications may have the same trouble."));
    }
}
