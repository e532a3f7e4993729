package io.turnstile.examples.demo;

import io.turnstile.examples.demo.SharedRoot.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A program that runs Redis and HDFS, or S3, for scripts that run applications of other kinds. It says on its standard output
 * where the root for datasets is and, on the next line, the address of Redis or S3; they run until its standard input ends or it
 * is told to terminate.
 */
final class Services {
    private Services() {}

    /** Arguments: as those of {@link Demo}, without the data. */
    public static void main(String[] args) throws Exception {
        List<String> arguments = Arrays.asList(args);
        Path work = Path.of(arguments.get(arguments.indexOf("--work") + 1)).toAbsolutePath();
        Stage stage = new Stage(work, new ProgressLog(System.err));
        Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "stop"));
        SharedRoot root = stage.openRoot(
                arguments.contains("--s3") ? Kind.S3 : arguments.contains("--local") ? Kind.LOCAL : Kind.HDFS);
        System.out.println(root.path());
        System.out.println(root.server());
        while (System.in.read() >= 0) {
            // Nobody says anything; the end is the signal.
        }
        System.exit(0);
    }
}
