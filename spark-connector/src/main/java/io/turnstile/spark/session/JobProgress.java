package io.turnstile.spark.session;

import io.turnstile.core.lock.Progress;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.status.AppStatusStore;
import org.apache.spark.status.api.v1.StageData;
import org.apache.spark.status.api.v1.StageStatus;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The progress of a computation's Spark jobs, from the status store that Spark's own web interface shows. Runs no job. With
 * adaptive execution a job becomes known when those before it are done, so the share that is done may go down.
 */
final class JobProgress {
    private JobProgress() {}

    /** That of the jobs with a tag. */
    static Progress of(SparkContext context, String tag) {
        Set<Integer> stages = new HashSet<>();
        for (int job : context.statusTracker().getJobIdsForTag(tag)) {
            Option<SparkJobInfo> info = context.statusTracker().getJobInfo(job);
            if (info.isDefined()) {
                for (int stage : info.get().stageIds()) {
                    stages.add(stage);
                }
            }
        }
        AppStatusStore store = context.statusStore();
        int stagesDone = 0;
        int stagesKnown = 0;
        long tasksDone = 0;
        long tasksKnown = 0;
        long rows = 0;
        long bytes = 0;
        for (int stage : stages) {
            StageData data = stage(store, stage);
            if (data == null || data.status() == StageStatus.SKIPPED) {
                continue;
            }
            stagesKnown++;
            stagesDone += data.status() == StageStatus.COMPLETE ? 1 : 0;
            tasksKnown += data.numTasks();
            tasksDone += data.numCompleteTasks();
            rows += data.outputRecords();
            bytes += data.outputBytes();
        }
        Option<String> address = context.uiWebUrl();
        return new Progress(
                stagesDone, stagesKnown, tasksDone, tasksKnown, rows, bytes, address.isDefined() ? address.get() : "");
    }

    private static @Nullable StageData stage(AppStatusStore store, int stage) {
        try {
            return store.lastStageAttempt(stage);
        } catch (NoSuchElementException forgotten) {
            return null;
        }
    }
}
