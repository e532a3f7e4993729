package io.turnstile.core.testing;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says at the end of a test run which rows of the fault table its tests have shown. A test belongs to row 3 by the tag
 * {@code fault-3}, its own or its class's.
 */
public final class FaultRows implements TestExecutionListener {
    private static final String PREFIX = "fault-";

    private final Set<Integer> shown = new TreeSet<>();
    private final Set<Integer> failed = new TreeSet<>();
    private TestPlan plan;

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean successful = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        if (test.isTest() && successful) {
            shown.addAll(rows(test));
        } else if (!successful) {
            // A class that fails before its tests begin leaves none of them to fail.
            failed.addAll(rows(test));
            plan.getDescendants(test).forEach(below -> failed.addAll(rows(below)));
        }
    }

    /** Tags are inherited from the class by its tests, but not by a test template's invocations from the template. */
    private Set<Integer> rows(TestIdentifier test) {
        Set<Integer> rows = new TreeSet<>();
        for (TestIdentifier each = test;
                each != null;
                each = plan.getParent(each).orElse(null)) {
            each.getTags().stream()
                    .map(tag -> tag.getName())
                    .filter(name -> name.matches(PREFIX + "\\d+"))
                    .map(name -> Integer.valueOf(name.substring(PREFIX.length())))
                    .forEach(rows::add);
        }
        return rows;
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan finished) {
        shown.removeAll(failed);
        if (!shown.isEmpty() || !failed.isEmpty()) {
            // Past Surefire, which would put it into the file of whichever test came last.
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
                    .println("Fault rows covered: " + listed(shown)
                            + (failed.isEmpty() ? "" : "; failed: " + listed(failed)));
        }
        shown.clear();
        failed.clear();
    }

    private static String listed(Collection<Integer> rows) {
        return rows.isEmpty() ? "none" : rows.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
