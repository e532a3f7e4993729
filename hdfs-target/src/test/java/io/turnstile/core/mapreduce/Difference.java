package io.turnstile.core.mapreduce;

/** Where a job that makes a dataset goes another way than one with Hadoop's own committer; also in docs/committer.md. */
enum Difference {
    EXISTING_OUTPUT("Job set-up where there is output already", "goes on", "fails"),
    FILE_NAMES("Files of a task that writes `part-m-00000`", "part-m-00000", "part-m-00000-t0a0"),
    SUCCESS_MARKER("What says that the output is complete", "a file `_SUCCESS` in it", "the commit record"),
    HALF_COMMITTED(
            "Job commit that fails half-way", "leaves some of the files to readers", "leaves nothing to readers"),
    JOB_COMMITTED_TWICE("Job commit called once more", "fails", "does nothing"),
    ATTEMPTS_COMMITTED_TWICE(
            "Two attempts of a task, both committed", "the later commit counts", "the lower attempt counts"),
    RESTARTED_MASTER(
            "Application master that starts again", "keeps the tasks that were committed", "runs all tasks again"),
    DEAD_JOB("Job to the path of one that died", "also publishes rows of the dead one", "publishes its own rows"),
    ABORTED_JOB("Job submitted again after it was aborted", "is refused: the output exists", "runs");

    private final String when;
    private final String control;
    private final String ours;

    Difference(String when, String control, String ours) {
        this.when = when;
        this.control = control;
        this.ours = ours;
    }

    /** What {@code FileOutputCommitter} does, algorithm version 1. */
    String control() {
        return control;
    }

    /** What ours does. */
    String ours() {
        return ours;
    }

    /** As a row of the documentation's table. */
    String row() {
        return "| " + when + " | " + control + " | " + ours + " |";
    }
}
