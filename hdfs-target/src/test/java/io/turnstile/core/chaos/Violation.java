package io.turnstile.core.chaos;

/** A promise that was not kept, told in a sentence with the operations concerned. */
record Violation(Kind kind, String sentence) {
    enum Kind {
        /** The log has a gap, a record twice, or one that does not follow from the one before. */
        BROKEN_LOG,
        /** A generation became the head that no operation was about to publish. */
        PUBLISHED_BY_NOBODY,
        /** Two operations claim one version. */
        PUBLISHED_TWICE,
        /** An operation said that it published, and the log does not. */
        LOST_PUBLISH,
        /** An operation said that it did not publish, and the log says that it did. */
        FALSE_FAILURE,
        /** The dataset was removed by nobody. */
        REMOVED_BY_NOBODY,
        /** An operation said that it removed, and the log does not. */
        LOST_REMOVE,
        /** A generation was returned that was superseded before the call began. */
        STALE,
        /** A generation was returned that was never published, or only after the call. */
        NEVER_THE_HEAD,
        /** There was a head all the while, and the call was told that there is none. */
        FALSELY_ABSENT,
        /** What was read is not what the writer of that generation wrote. */
        WRONG_CONTENT,
        /** A reader that lived and was connected lost its files. */
        LOST_FILES,
        /** An error that users are not told to expect. */
        UNEXPECTED_ERROR,
        /** A call did not end. */
        HANGS,
        /** Something stayed behind that nobody can need. */
        ORPHAN
    }

    @Override
    public String toString() {
        return kind + ": " + sentence;
    }
}
