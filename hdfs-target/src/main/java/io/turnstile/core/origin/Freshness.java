package io.turnstile.core.origin;

import io.turnstile.core.commit.Input;
import io.turnstile.core.commit.Origin;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of what a generation was computed from with what is there now. Nothing is fresh of which anything is unknown.
 *
 * @param changes what has changed, a clause for each
 * @param beneath what has changed beneath datasets that it was computed from, which themselves are as they were; computing it
 *     again is of no use before these are
 * @param unknown what cannot be told, and why, a clause for each
 * @param queryDiffers whether another query is among the changes
 */
public record Freshness(List<String> changes, List<String> beneath, List<String> unknown, boolean queryDiffers) {
    /** Why an input has no version that is there no longer. */
    public static final String GONE = "it is gone";

    private static final int SHOWN = 3;

    public Freshness {
        changes = List.copyOf(changes);
        beneath = List.copyOf(beneath);
        unknown = List.copyOf(unknown);
    }

    /** Whether it is certain that nothing has changed. */
    public boolean isFresh() {
        return !hasChanged() && unknown.isEmpty();
    }

    /** Whether it is certain that something has changed. */
    public boolean hasChanged() {
        return !changes.isEmpty() || !beneath.isEmpty();
    }

    /** What is to be said of it, the most important first; the first few of many. */
    public String sentence() {
        List<String> all = new ArrayList<>(changes);
        all.addAll(beneath);
        all.addAll(unknown);
        return String.join("; ", all.subList(0, Math.min(SHOWN, all.size())))
                + (all.size() > SHOWN ? "; and " + (all.size() - SHOWN) + " more" : "");
    }

    /** Gathers a comparison. Not thread-safe. */
    static final class Builder {
        private final List<String> changes = new ArrayList<>();
        private final List<String> beneath = new ArrayList<>();
        private final List<String> unknown = new ArrayList<>();
        private boolean queryDiffers;

        /** Compares two queries. */
        void query(Origin.Query then, Origin.Query now) {
            if (then.fingerprint().isEmpty()) {
                unknown.add("whether its query was another one cannot be told: " + then.because());
            } else if (now.fingerprint().isEmpty()) {
                unknown.add("whether its query was another one cannot be told: " + now.because());
            } else if (!then.fingerprint().equals(now.fingerprint())) {
                queryDiffers = true;
                changes.add("its query was another one: "
                        + FormDifference.of(then.form(), now.form()).sentence());
            }
        }

        /** Compares an input with what it is now. */
        void input(Input then, Input now) {
            String shown = shown(then);
            if (then.changed()) {
                changes.add(shown + " changed while it was read");
            } else if (!then.isKnown()) {
                unknown.add("whether " + shown + " has changed cannot be told: " + then.because());
            } else if (now.because().equals(GONE)) {
                changes.add(shown + " is gone");
            } else if (!now.isKnown()) {
                unknown.add("whether " + shown + " has changed cannot be told: " + now.because());
            } else if (!then.version().equals(now.version())) {
                changes.add(shown + " has changed" + since(then, now));
            }
        }

        /** Of inputs that the present query has and that one had not. */
        void another(Input now) {
            changes.add("it did not read " + shown(now));
        }

        /** Of inputs that the present query does not have. */
        void superfluous(Input then) {
            changes.add("it read " + shown(then) + ", too");
        }

        void beneath(Input dataset, Freshness inner) {
            inner.changes.forEach(change -> beneath.add("beneath " + shown(dataset) + ", " + change));
            beneath.addAll(inner.beneath);
            inner.unknown.forEach(reason -> unknown.add("beneath " + shown(dataset) + ", " + reason));
        }

        void unknown(String clause) {
            unknown.add(clause);
        }

        Freshness build() {
            return new Freshness(changes, beneath, unknown, queryDiffers);
        }

        private static String shown(Input input) {
            int hash = input.name().lastIndexOf('#');
            return input.kind() == Input.Kind.DATASET && hash >= 0
                    ? "dataset " + input.name().substring(hash + 1)
                    : input.name();
        }

        private static String since(Input then, Input now) {
            if (then.kind() == Input.Kind.DATASET) {
                return " (" + then.version() + " then, " + now.version() + " now)";
            }
            @Nullable Instant newest = now.newest();
            if (then.kind() == Input.Kind.FILES) {
                String files = then.files()
                        + (then.files() == 1 ? " file" : " files")
                        + (then.files() == now.files() ? "" : " then, " + now.files() + " now");
                return " (" + files
                        + (newest == null || newest.equals(Instant.EPOCH)
                                ? ""
                                : ", the newest of " + newest.truncatedTo(ChronoUnit.SECONDS))
                        + ")";
            }
            return " (version " + then.version() + " then, " + now.version() + " now)";
        }
    }
}
