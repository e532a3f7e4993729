package io.turnstile.core.doctor;

import io.turnstile.core.DatasetRoot;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The check of this JVM's class path: that there is one Turnstile on it, not several. */
record ClassPathCheck(ClassLoader loader) implements Check {
    private static final String SUBJECT = "class path";

    @Override
    public void run(List<Finding> findings) throws IOException {
        String resource = DatasetRoot.class.getName().replace('.', '/') + ".class";
        List<String> places = Collections.list(loader.getResources(resource)).stream()
                .map(URL::toString)
                .map(place -> place.replaceAll("(^jar:file:|^file:|!?/" + resource + "$)", ""))
                .distinct()
                .toList();
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
