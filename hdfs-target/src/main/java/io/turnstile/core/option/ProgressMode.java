package io.turnstile.core.option;

/** How those who wait are shown how far the holder is. */
public enum ProgressMode {
    /** As {@link #BAR} where somebody looks, a terminal or a notebook, else as {@link #LOG}. */
    AUTO,
    /** A line on standard error, rewritten every second. */
    BAR,
    /** A line in the log, every 30 s. */
    LOG,
    /** Not at all. */
    OFF
}
