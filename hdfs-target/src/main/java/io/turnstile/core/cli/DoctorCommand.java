package io.turnstile.core.cli;

import io.turnstile.core.doctor.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The command {@code doctor}, a health check. */
@Command(
        mixinStandardHelpOptions = true,
        name = "doctor",
        description = "Examines the root, Redis and the file system, and says what to do about what it finds.",
        footer = {"", "Exit codes: 1 if anything fails."})
final class DoctorCommand implements Callable<Integer> {
    private static final int SOMETHING_FAILS = 1;

    private final Invocation invocation;

    DoctorCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = new ArrayList<>(invocation.doctor().examine());
        findings.add(Finding.ok(
                "applications",
                "Whether executors have this jar, and what an application is configured with, only that can tell: CALL"
                        + " <catalog>.system.doctor() in Spark SQL."));
        if (invocation.writesJson()) {
            invocation.print(RowJson.list(findings));
        } else {
            findings.forEach(finding -> invocation.print(text(finding)));
        }
        return findings.stream().anyMatch(Finding::fails) ? SOMETHING_FAILS : 0;
    }

    /** A table would be as wide as its longest sentence. */
    private static String text(Finding finding) {
        return "%-6s%s: %s%n".formatted(finding.result(), finding.subject(), Cells.shown("", finding.finding()))
                + (finding.remedy() == null ? "" : "      -> " + Cells.shown("", finding.remedy()) + "\n");
    }
}
