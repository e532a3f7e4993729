package io.turnstile.core.advice;

import java.time.Duration;
import java.util.List;

/**
 * What the event logs of some applications tell of what caching would have saved. Times are processor time of executors.
 *
 * @param logs how many were read
 * @param applications how many applications those are of
 * @param queries how many queries told of their parts
 * @param silentQueries how many ran and did not
 * @param processorTime of all that ran
 * @param toldTime of the queries that told of their parts
 * @param saved what reading all of the overlapping parts would have saved, each once
 * @param overlapping parts that were computed again from the same inputs, what saves most first
 * @param movedOn parts that were computed again from inputs that had changed each time, what took longest first: nothing to save
 * @param damagedLines how many lines could not be read
 * @param stagesWithoutTime how many stages did not tell how long they took
 * @param forgotten how many parts there was no room for
 * @param unreadable logs that could not be read, or not to the end, each with the reason
 */
public record AdviceReport(
        long logs,
        long applications,
        long queries,
        long silentQueries,
        Duration processorTime,
        Duration toldTime,
        Duration saved,
        List<AdviceRow> overlapping,
        List<AdviceRow> movedOn,
        long damagedLines,
        long stagesWithoutTime,
        long forgotten,
        List<String> unreadable) {}
