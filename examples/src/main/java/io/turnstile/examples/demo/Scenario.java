package io.turnstile.examples.demo;

import io.turnstile.examples.RouteDelays;
import io.turnstile.examples.demo.DemoApplication.Command;
import io.turnstile.examples.demo.Message.Kind;
import io.turnstile.spark.event.DatasetEvent.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The script of the demo: what the applications are told to do, and when. */
final class Scenario {
    private static final String NIGHTLY = "nightly";
    private static final String NOTEBOOK = "notebook";
    private static final String REPORT = "report";
    private static final String DASHBOARD = "dashboard";

    /** In the order in which they are told; all four are told before any can have done much. */
    private static final List<String> APPLICATIONS = List.of(NIGHTLY, NOTEBOOK, REPORT, DASHBOARD);

    private static final List<String> WRITERS = List.of(NIGHTLY, NOTEBOOK, REPORT);

    private final Stage stage;
    private final ProgressLog progress;
    private final InputFiles input;

    Scenario(Stage stage, ProgressLog progress, InputFiles input) {
        this.stage = stage;
        this.progress = progress;
        this.input = input;
    }

    /** Starts the applications, lets them do their work and ends them. */
    Story play(Map<String, String> catalog, String rerunSince) throws Exception {
        for (String role : APPLICATIONS) {
            stage.startApplication(role, catalog, input.uri(), rerunSince);
        }
        Set<String> starting = new HashSet<>(APPLICATIONS);
        while (!starting.isEmpty()) {
            Message message = stage.next();
            if (message.kind() == Kind.READY) {
                starting.remove(message.from());
            }
        }

        List<Step> race = race();
        List<Step> writers =
                race.stream().filter(step -> WRITERS.contains(step.role())).toList();
        Step reader = race.stream()
                .filter(step -> step.role().equals(DASHBOARD))
                .findFirst()
                .orElseThrow();

        stage.tell(DASHBOARD, Command.READ_SLOWLY);
        long rows = Long.parseLong(stage.await(DASHBOARD, Kind.HOLDING).text());
        progress.say(DASHBOARD, "is in the middle of reading it again: %,d rows read, its tasks held".formatted(rows));

        Step refused = rerun(Command.RERUN);
        Step rerun = rerun(Command.RERUN_ALLOWED);

        stage.tell(DASHBOARD, Command.GO_ON);
        Step slowReader = new Step(DASHBOARD, "read, slowly", done(DASHBOARD));
        progress.say(DASHBOARD, "goes on, and finishes: " + slowReader.outcome().contents());
        stage.tell(NOTEBOOK, Command.READ);
        Step newReader = new Step(NOTEBOOK, "read", done(NOTEBOOK));
        progress.say(NOTEBOOK, "reads it now: " + newReader.outcome().contents());

        InputChange change = new InputChangeScenario(stage, progress, input).play(NOTEBOOK, REPORT, NIGHTLY);

        stage.endApplications(APPLICATIONS);
        return new Story(writers, reader, slowReader, refused, rerun, newReader, change);
    }

    /**
     * Three that would compute are let go at once; the fourth, which can only read, as soon as one of them has begun. Their
     * steps, in the order in which they were done.
     */
    private List<Step> race() throws DemoFailure, InterruptedException {
        progress.say("all four", "are ready; now all at once want " + RouteDelays.DATASET);
        stage.tell(NIGHTLY, Command.COMPUTE_ONCE);
        stage.tell(NOTEBOOK, Command.COMPUTE_ONCE);
        stage.tell(REPORT, Command.CREATE_TABLE);

        List<Step> steps = new ArrayList<>();
        boolean begun = false;
        while (steps.size() < APPLICATIONS.size()) {
            Message message = stage.next();
            String role = message.from();
            if (message.kind() == Kind.COMPUTING && WRITERS.contains(role)) {
                progress.say(role, "computes it: the first Spark job of its query has begun");
                if (!begun) {
                    begun = true;
                    stage.tell(DASHBOARD, Command.READ);
                }
            } else if (message.kind() == Kind.DONE) {
                Step step = new Step(role, call(role), Outcome.decode(message.text()));
                steps.add(step);
                progress.say(role, step.announcement());
            }
        }
        return steps;
    }

    private static String call(String role) {
        return switch (role) {
            case REPORT -> "CREATE TABLE IF NOT EXISTS";
            case DASHBOARD -> "read";
            default -> "getOrCompute";
        };
    }

    private Step rerun(Command command) throws DemoFailure, InterruptedException {
        progress.say(NIGHTLY, "wants to compute it again" + (command == Command.RERUN_ALLOWED ? ", with leave" : ""));
        stage.tell(NIGHTLY, command);
        Outcome outcome = done(NIGHTLY);
        if (outcome.action() == Action.REFUSED) {
            progress.say(NIGHTLY, "is refused: " + outcome.refusal());
        } else {
            progress.say(NIGHTLY, "has published it anew: " + outcome.contents());
        }
        return new Step(NIGHTLY, "CREATE OR REPLACE TABLE", outcome);
    }

    private Outcome done(String role) throws DemoFailure, InterruptedException {
        return Outcome.decode(stage.await(role, Kind.DONE).text());
    }
}
