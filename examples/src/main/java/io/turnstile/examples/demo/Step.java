package io.turnstile.examples.demo;

import io.turnstile.spark.event.DatasetEvent.Action;

/**
 * One row of the demo's table.
 *
 * @param role which application
 * @param call what it called
 * @param outcome what came of it
 */
record Step(String role, String call, Outcome outcome) {

    boolean did(Action action) {
        return outcome.action() == action;
    }

    /** What has just happened, for people. */
    String announcement() {
        String verb = switch (outcome.action()) {
            case COMPUTED -> "has published it: ";
            case REUSED -> "reuses it: ";
            default -> "reads it: ";
        };
        return verb + outcome.contents();
    }

    /** What it did, for people. */
    String summary() {
        String waited = outcome.hasWaited() ? "waited and " : "";
        return switch (outcome.action()) {
            case COMPUTED -> waited + "computed";
            case REUSED -> waited + "reused";
            case READ -> waited + "read";
            case REMOVED -> waited + "removed";
            case REFUSED -> "refused";
        };
    }
}
