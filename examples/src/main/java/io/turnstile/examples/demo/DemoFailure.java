package io.turnstile.examples.demo;

/** The demonstration did not show what it is meant to show. The message is for whoever ran it. */
final class DemoFailure extends Exception {
    private static final long serialVersionUID = 1L;

    DemoFailure(String message) {
        super(message);
    }
}
