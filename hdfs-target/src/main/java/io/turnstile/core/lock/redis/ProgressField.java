package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.Progress;

/** The codec of a progress report in Redis: its numbers, and then the address, with spaces between. */
final class ProgressField {
    private static final int PARTS = 7;

    private ProgressField() {}

    static String of(Progress progress) {
        return progress.stagesDone() + " " + progress.stagesKnown() + " " + progress.tasksDone() + " "
                + progress.tasksKnown() + " " + progress.rows() + " " + progress.bytes() + " "
                + progress.address();
    }

    /** What cannot be understood, as that of a later release, tells nothing. */
    static Progress parse(String text) {
        String[] parts = text.split(" ", PARTS);
        try {
            return parts.length < PARTS
                    ? Progress.NONE
                    : new Progress(
                            Integer.parseInt(parts[0]),
                            Integer.parseInt(parts[1]),
                            Long.parseLong(parts[2]),
                            Long.parseLong(parts[3]),
                            Long.parseLong(parts[4]),
                            Long.parseLong(parts[5]),
                            parts[6]);
        } catch (NumberFormatException unknown) {
            return Progress.NONE;
        }
    }
}
