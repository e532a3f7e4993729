package io.turnstile.core.identity;

import java.util.Objects;

/**
 * The description of an application, as others see it in messages and listings: it says who holds a lock or who is
 * reading. It identifies nothing; two applications may bear the same id without harm.
 *
 * @param id the application's id, such as {@code application_1700000000000_0001} or {@code local-1700000000000}
 * @param name the name that its author gave it
 * @param user the user that it runs as
 * @param host the host of its driver
 */
public record Application(String id, String name, String user, String host) {
    public Application {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        Objects.requireNonNull(user);
        Objects.requireNonNull(host);
    }

    /** For people: {@code application local-17 "route delays" of ann on host7}. */
    @Override
    public String toString() {
        return "application " + id + (name.isEmpty() || name.equals(id) ? "" : " \"" + name + "\"") + " of " + user
                + " on " + host;
    }
}
