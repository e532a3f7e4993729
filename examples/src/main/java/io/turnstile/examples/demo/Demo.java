package io.turnstile.examples.demo;

import io.turnstile.examples.demo.SharedRoot.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The main program of the demonstration: four Spark applications share one expensive dataset. Ends with exit code 0 if
 * everything that Turnstile promises was seen to hold, with 1 if not, and says what did not.
 */
public final class Demo {
    /** A rerun counts the flights from this day on, so that its rows differ visibly. */
    private static final String RERUN_SINCE = "2001-04-01";

    private Demo() {}

    /**
     * Arguments: {@code --work <directory>} for everything that it writes, which whoever started it deletes afterwards;
     * {@code --data <directory>} for the flights and airports; and perhaps {@code --local} or {@code --s3}, to put the dataset
     * on the local file system or S3 instead of HDFS, and {@code --picture <file>}, to which the timeline is written as SVG.
     */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        Options options = Options.parse(args);
        if (options == null) {
            System.err.println("Usage: run-demo.sh [--local | --s3]");
            System.exit(2);
            return;
        }
        ProgressLog progress = new ProgressLog(System.out);
        Stage stage = new Stage(options.work, progress);
        Thread stop = new Thread(stage::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        int status;
        try {
            Story story = play(stage, progress, options);
            stage.close();
            status = conclude(story, progress, options.picture);
        } catch (Exception failure) {
            status = fail(failure, progress, stage, stop);
        }
        System.exit(status);
    }

    private static Story play(Stage stage, ProgressLog progress, Options options) throws Exception {
        progress.say(
                "demo", "starts " + options.kind.servers() + " and four Spark applications, each in a JVM of its own");
        SharedRoot root = stage.openRoot(options.kind);
        progress.say(
                "demo",
                "datasets go to " + root.path()
                        + (options.kind == Kind.S3 ? ", and so do locks" : ", locks to " + root.server()));
        InputFiles input = InputFiles.copy(options.data, options.work.resolve("data"));
        return new Scenario(stage, progress, input).play(root.conf(), RERUN_SINCE);
    }

    private static int conclude(Story story, ProgressLog progress, @Nullable Path picture) throws IOException {
        System.out.println();
        System.out.println(story.table());
        StoryTimeline timeline = StoryTimeline.of(story.steps());
        System.out.println(timeline.text());
        List<String> broken = Claims.brokenIn(story);
        if (!broken.isEmpty()) {
            broken.forEach(sentence -> System.out.println("NOT AS PROMISED: " + sentence + "."));
            return 1;
        }
        System.out.println("Times computed: 1 (and once more for the rerun that was allowed).");
        System.out.println("The query without a name: 1 (and once more for the input that had changed).");
        System.out.println(story.gain());
        System.out.println("All as promised, seen in " + Outcome.seconds(progress.elapsed()) + ".");
        if (picture != null) {
            Files.writeString(picture, timeline.svg());
            System.out.println("The timeline as a picture: " + picture);
        }
        return 0;
    }

    /** Says what has failed, unless it is being stopped from outside: then that is why, and the hook does the rest. */
    private static int fail(Exception failure, ProgressLog progress, Stage stage, Thread stop) {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException stopping) {
            return 1;
        }
        progress.say("demo", "has failed");
        stage.close();
        System.err.println(failure instanceof DemoFailure ? failure.getMessage() : failure.toString());
        return 1;
    }

    private record Options(
            Path work, Path data, Kind kind, @Nullable Path picture) {

        static @Nullable Options parse(String[] args) {
            Path work = null;
            Path data = null;
            Path picture = null;
            Kind kind = Kind.HDFS;
            Deque<String> left = new ArrayDeque<>(Arrays.asList(args));
            while (!left.isEmpty()) {
                String name = left.remove();
                if (name.equals("--local")) {
                    kind = Kind.LOCAL;
                } else if (name.equals("--s3")) {
                    kind = Kind.S3;
                } else if (name.equals("--work") && !left.isEmpty()) {
                    work = Path.of(left.remove()).toAbsolutePath();
                } else if (name.equals("--picture") && !left.isEmpty()) {
                    picture = Path.of(left.remove()).toAbsolutePath();
                } else if (name.equals("--data") && !left.isEmpty()) {
                    data = Path.of(left.remove()).toAbsolutePath();
                } else {
                    return null;
                }
            }
            if (work == null || data == null || !Files.isDirectory(work) || !Files.isDirectory(data)) {
                return null;
            }
            return new Options(work, data, kind, picture);
        }
    }
}
