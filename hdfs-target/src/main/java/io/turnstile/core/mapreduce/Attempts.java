package io.turnstile.core.mapreduce;

import io.turnstile.core.staging.AttemptTag;
import io.turnstile.core.staging.StagedGeneration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;

/** The mapping of Hadoop's task attempts to the tags by which a generation tells them apart, and to the names of their files. */
final class Attempts {
    /** What the names of output files begin with, to Hadoop's file output formats and to Spark. */
    private static final String BASE_NAME = "mapreduce.output.basename";

    /** Where it is kept as the user has it, as attempts may share a configuration. */
    private static final String USERS_BASE_NAME = "io.turnstile.basename";

    private Attempts() {}

    static AttemptTag tag(TaskAttemptContext context) {
        TaskAttemptID id = context.getTaskAttemptID();
        int task = id.getTaskID().getId();
        return id.getTaskType() == TaskType.REDUCE
                ? AttemptTag.ofReducer(task, id.getId())
                : new AttemptTag(task, id.getId());
    }

    /** Has an attempt's files named after it, where that is how they are told apart; before the first of them is named. */
    static void nameFiles(StagedGeneration staged, TaskAttemptContext context) {
        Configuration configuration = context.getConfiguration();
        String base = configuration.get(USERS_BASE_NAME, configuration.get(BASE_NAME, "part"));
        String tagged = staged.baseName(tag(context), base);
        if (!tagged.equals(base)) {
            configuration.set(USERS_BASE_NAME, base);
            configuration.set(BASE_NAME, tagged);
        }
    }
}
