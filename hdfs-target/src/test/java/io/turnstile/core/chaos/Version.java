package io.turnstile.core.chaos;

import java.util.Set;

/**
 * One record of a commit log, as the checker looks at it.
 *
 * @param version its number
 * @param id tells it from any other
 * @param reason why it was written, as records spell it
 * @param head the head's name; empty if there is none
 * @param generations all that it lists
 * @param retired those of them that may not be read any more
 * @param worker who wrote it
 */
record Version(
        long version,
        String id,
        String reason,
        String head,
        Set<String> generations,
        Set<String> retired,
        String worker) {}
