package io.turnstile.examples.demo;

import io.turnstile.examples.RouteDelays;
import io.turnstile.examples.demo.DemoApplication.Command;
import io.turnstile.examples.demo.Message.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The last part of the script: two applications share a query without a name, and then an input changes. */
final class InputChangeScenario {
    private final Stage stage;
    private final ProgressLog progress;
    private final InputFiles input;

    InputChangeScenario(Stage stage, ProgressLog progress, InputFiles input) {
        this.stage = stage;
        this.progress = progress;
        this.input = input;
    }

    /**
     * @param frame who runs the query as a DataFrame
     * @param sql who runs it in SQL
     * @param named who then calls for the dataset that has a name
     */
    InputChange play(String frame, String sql, String named) throws DemoFailure, InterruptedException, IOException {
        progress.say("two of them", "run the same query at once, which has no name and carries the hint cached");
        List<Step> before = runTogether(frame, sql);
        input.countNewarkAsNewYork();
        progress.say("demo", "changes airports.csv: Newark's airport is one of New York's now. The two run it again");
        List<Step> after = runTogether(frame, sql);
        progress.say(named, "wants " + RouteDelays.DATASET + ", which has a name");
        return new InputChange(before, after, reuseNamed(named));
    }

    /** Their steps, in the order in which they were done. */
    private List<Step> runTogether(String frame, String sql) throws DemoFailure, InterruptedException {
        stage.tell(frame, Command.HINT_FRAME);
        stage.tell(sql, Command.HINT_SQL);
        List<Step> steps = new ArrayList<>();
        while (steps.size() < 2) {
            Message message = stage.next();
            String role = message.from();
            if (message.kind() == Kind.COMPUTING) {
                progress.say(role, "computes it: the first Spark job of its query has begun");
            } else if (message.kind() == Kind.DONE) {
                Step step = new Step(
                        role,
                        role.equals(frame) ? "hint(\"cached\")" : "SELECT /*+ CACHED */",
                        Outcome.decode(message.text()));
                steps.add(step);
                progress.say(role, step.announcement());
            }
        }
        return steps;
    }

    /** It is as it was, and reused; that it is older than its input, Turnstile tells while or soon after that is done. */
    private Step reuseNamed(String role) throws DemoFailure, InterruptedException {
        stage.tell(role, Command.COMPUTE_ONCE);
        Step step = null;
        boolean warned = false;
        while (step == null || !warned) {
            Message message = stage.next();
            if (message.from().equals(role) && message.kind() == Kind.WARNED) {
                warned |= message.text().contains("airports.csv");
            } else if (message.from().equals(role) && message.kind() == Kind.DONE) {
                step = new Step(role, "getOrCompute", Outcome.decode(message.text()));
            }
        }
        progress.say(role, step.announcement());
        return step;
    }
}
