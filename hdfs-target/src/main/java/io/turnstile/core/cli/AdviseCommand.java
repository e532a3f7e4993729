package io.turnstile.core.cli;

import io.turnstile.core.advice.AdviceReport;
import io.turnstile.core.advice.Advisor;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code advise}, a report of what caching would have saved. Needs no root. */
@Command(
        mixinStandardHelpOptions = true,
        name = "advise",
        description = {
            "Tells from Spark's event logs what was computed more than once, what caching it would have saved, and how to have"
                    + " it cached.",
            "Applications tell of it in their logs with spark.turnstile.advise=true and the plugin."
        })
final class AdviseCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            paramLabel = "<directory>",
            description =
                    "With event logs, as spark.eventLog.dir is; or one log. On any file system that Hadoop knows.")
    private String directory = "";

    @Option(
            names = "--top",
            paramLabel = "<n>",
            defaultValue = "20",
            description = "How many parts of queries at most: 20 if nothing else is said.")
    private int top;

    @Option(names = "--all", description = "Those too that would save nothing more once those above them are cached.")
    private boolean all;

    AdviseCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new IllegalArgumentException("--top is " + top + "; say how many parts to list, such as 20.");
        }
        AdviceReport report = Advisor.read(new Path(directory), invocation.configuration());
        AdviceText text = new AdviceText(report, row -> all || !row.besides().isZero(), top);
        report.unreadable().forEach(log -> invocation.err().println("turnstile: Left out " + Cells.shown("", log)));
        if (report.queries() == 0) {
            invocation.err().println("turnstile: " + text.nothingTold(directory));
        }
        invocation.err().flush();
        invocation.print(invocation.writesJson() ? text.json() : text.text());
        return 0;
    }
}
