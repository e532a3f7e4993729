package io.turnstile.core.mapreduce;

import io.turnstile.core.staging.AttemptTag;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;

/** The mapping of Hadoop's task attempts to the tags by which a generation tells them apart. */
final class Attempts {
    private Attempts() {}

    static AttemptTag tag(TaskAttemptContext context) {
        TaskAttemptID id = context.getTaskAttemptID();
        int task = id.getTaskID().getId();
        return id.getTaskType() == TaskType.REDUCE
                ? AttemptTag.ofReducer(task, id.getId())
                : new AttemptTag(task, id.getId());
    }
}
