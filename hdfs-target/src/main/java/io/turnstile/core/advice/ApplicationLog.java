package io.turnstile.core.advice;

import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the event log of one application tells, event by event. Not thread-safe. */
final class ApplicationLog {
    private static final String APPLICATION_START = "SparkListenerApplicationStart";
    private static final String EXECUTOR_ADDED = "SparkListenerExecutorAdded";
    private static final String JOB_START = "SparkListenerJobStart";
    private static final String STAGE_COMPLETED = "SparkListenerStageCompleted";
    private static final String QUERY_START = "org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart";
    private static final String QUERY_PARTS = "io.turnstile.spark.advice.QueryParts";

    /** The events that are asked for. */
    static final Set<String> EVENTS =
            Set.of(APPLICATION_START, EXECUTOR_ADDED, JOB_START, STAGE_COMPLETED, QUERY_START, QUERY_PARTS);

    private static final String EXECUTION = "spark.sql.execution.id";
    private static final String PROCESSOR_TIME = "internal.metrics.executorCpuTime";

    /** So many queries may run at once, or have ended without having told of their parts yet. */
    private static final int MOST_QUERIES = 1000;

    /** So many stages may be known and not have run yet; those that never run, as others have done so, are among them. */
    private static final int MOST_STAGES = 100_000;

    private static final int LONGEST_TEXT = 200;

    /** What an executor begins with is slow, as its JVM loads and compiles classes; if it did not, what follows would be. */
    private static final double WARMING_UP = 1e9;

    private final PartTable parts;
    private final Map<Long, Long> queryOfStage = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MOST_STAGES;
        }
    };
    private final Map<Long, Under> underWay = new LinkedHashMap<>();
    private final Pace pace = new Pace();
    private Application application;
    private long told;
    private long untold;
    private double nanos;
    private double nanosTold;
    private double warmingUp;
    private long stagesWithoutTime;

    /** @param name what the application is called until its log tells */
    ApplicationLog(String name, PartTable parts) {
        this.application = new Application(name, name, "", "");
        this.parts = parts;
    }

    /** A query of which stages may still come. */
    private static final class Under {
        private @Nullable RanQuery query;
        private final List<RanStage> stages = new ArrayList<>();
    }

    /** @param warm how much of its time was not spent on warming up */
    private record RanStage(Set<Long> metrics, double nanos, double warm, long tasks) {}

    /** What a stage of a query's plan took. */
    private static final class StageCost {
        private double nanos;
        private double warm;
        private long tasks;
    }

    Application application() {
        return application;
    }

    /** How many queries told of their parts. */
    long told() {
        return told;
    }

    /** How many ran stages, and did not. */
    long untold() {
        return untold
                + underWay.values().stream()
                        .filter(query -> !query.stages.isEmpty())
                        .count();
    }

    /** Processor time of all stages. */
    double nanos() {
        return nanos;
    }

    /** Processor time of the queries that told of their parts. */
    double nanosTold() {
        return nanosTold;
    }

    /** How many stages did not tell how long they took. */
    long stagesWithoutTime() {
        return stagesWithoutTime;
    }

    /** @throws IOException if the line cannot be read; nothing of it is kept */
    void add(EventLines.Line line) throws IOException {
        EventFields event = EventFields.parse(line.json());
        switch (line.name()) {
            case APPLICATION_START ->
                application = new Application(event.text("App ID"), event.text("App Name"), event.text("User"), "");
            case EXECUTOR_ADDED -> warmingUp += WARMING_UP;
            case JOB_START -> jobStarts(event);
            case STAGE_COMPLETED -> stageCompleted(event.object("Stage Info"));
            case QUERY_START -> queryStarts(event);
            case QUERY_PARTS -> queryTold(event);
            default -> throw new IOException("Nobody has asked for " + line.name());
        }
    }

    private void jobStarts(EventFields event) {
        long execution = event.object("Properties").number(EXECUTION, -1);
        if (execution >= 0) {
            // A later job that needs it finds it done.
            event.numbers("Stage IDs").forEach(stage -> queryOfStage.putIfAbsent(stage, execution));
        }
    }

    private void queryStarts(EventFields event) {
        String text = event.text("description").lines().findFirst().orElse("");
        long execution = event.number("executionId", -1);
        under(execution).query = new RanQuery(
                application,
                execution,
                event.number("time", 0),
                text.substring(0, Math.min(text.length(), LONGEST_TEXT)));
    }

    private Under under(long execution) {
        Under known = underWay.get(execution);
        if (known == null) {
            known = new Under();
            underWay.put(execution, known);
            if (underWay.size() > MOST_QUERIES) {
                var eldest = underWay.entrySet().iterator();
                untold += eldest.next().getValue().stages.isEmpty() ? 0 : 1;
                eldest.remove();
            }
        }
        return known;
    }

    private void stageCompleted(EventFields stage) {
        if (stage.has("Failure Reason")) {
            return;
        }
        Set<Long> metrics = new HashSet<>();
        long time = -1;
        for (EventFields metric : stage.objects("Accumulables")) {
            if (metric.text("Name").equals(PROCESSOR_TIME)) {
                time = metric.number("Value", -1);
            } else {
                metrics.add(metric.number("ID", -1));
            }
        }
        if (time < 0) {
            stagesWithoutTime++;
            return;
        }
        nanos += time;
        double warming = Math.min(warmingUp, (double) time);
        warmingUp -= warming;
        // A stage may run again, where files of a shuffle were lost.
        Long execution = queryOfStage.get(stage.number("Stage ID", -1));
        if (execution != null) {
            under(execution)
                    .stages
                    .add(new RanStage(metrics, time, time - warming, stage.number("Number of Tasks", 0)));
        }
    }

    private void queryTold(EventFields event) {
        Under under = underWay.remove(event.number("execution", -1));
        if (under == null || under.query == null) {
            return;
        }
        told++;
        nanosTold += under.stages.stream().mapToDouble(RanStage::nanos).sum();
        List<EventFields> plan = event.objects("stages");
        List<StageCost> stages = costs(plan, under.stages);
        for (int i = 0; i < plan.size(); i++) {
            if (stages.get(i).warm == stages.get(i).nanos) {
                pace.add(stages.get(i).nanos, plan.get(i).fraction("work"), stages.get(i).tasks);
            }
        }
        List<PartKey> keys = new ArrayList<>();
        List<PartRun> runs = new ArrayList<>();
        for (EventFields part : event.objects("parts")) {
            PartKey key = new PartKey(part.text("rows"), Digest.of(part.texts("columns")), part.text("inputs"));
            int within = (int) part.number("within", -1);
            boolean inside = within >= 0 && within < runs.size();
            PartRun run = run(under.query, part, stages, inside ? runs.get(within) : null);
            keys.add(key);
            runs.add(run);
            parts.add(key, () -> described(key, part), run, inside ? keys.get(within) : null);
        }
    }

    private static PartRuns described(PartKey key, EventFields part) {
        return new PartRuns(
                key,
                Set.copyOf(part.texts("columns")),
                part.text("text"),
                part.text("sql"),
                part.texts("names"),
                part.number("nodes", 0));
    }

    private PartRun run(RanQuery query, EventFields part, List<StageCost> stages, @Nullable PartRun within) {
        double nanos = 0;
        double warm = 0;
        for (EventFields share : part.objects("shares")) {
            StageCost cost = cost(stages, share.number("stage", -1));
            nanos += cost.nanos * share.fraction("share");
            warm += cost.warm * share.fraction("share");
        }
        PartRun.Reckoned reckoned =
                new PartRun.Reckoned(part.fraction("reading"), part.fraction("writing"), part.fraction("column"), pace);
        return new PartRun(query, nanos, warm, part.fraction("given"), part.number("whole", 1) == 1, reckoned, within);
    }

    private static StageCost cost(List<StageCost> stages, long stage) {
        return stage < 0 || stage >= stages.size() ? new StageCost() : stages.get((int) stage);
    }

    /** What the stages that the plan consists of took: each of Spark's is the one that it has most metrics of. */
    private static List<StageCost> costs(List<EventFields> told, List<RanStage> ran) {
        List<List<Long>> metrics =
                told.stream().map(stage -> stage.numbers("metrics")).toList();
        List<StageCost> costs = told.stream().map(stage -> new StageCost()).toList();
        for (RanStage stage : ran) {
            int best = -1;
            long most = 0;
            for (int i = 0; i < costs.size(); i++) {
                long same =
                        metrics.get(i).stream().filter(stage.metrics::contains).count();
                if (same > most) {
                    most = same;
                    best = i;
                }
            }
            if (best >= 0) {
                costs.get(best).nanos += stage.nanos;
                costs.get(best).warm += stage.warm;
                costs.get(best).tasks += stage.tasks;
            }
        }
        return costs;
    }
}
