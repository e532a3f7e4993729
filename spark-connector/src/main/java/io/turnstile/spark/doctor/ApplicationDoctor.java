package io.turnstile.spark.doctor;

import io.turnstile.core.doctor.Doctor;
import io.turnstile.core.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The health check of an application: that of a catalog's root, and of what only Spark knows. */
public final class ApplicationDoctor {
    private final SparkSession session;
    private final String catalog;
    private final String implementation;

    /**
     * For a session and one of its catalogs.
     *
     * @param implementation the class of that catalog
     */
    public ApplicationDoctor(SparkSession session, String catalog, Class<?> implementation) {
        this.session = session;
        this.catalog = catalog;
        this.implementation = implementation.getName();
    }

    /**
     * Examines the root, as that doctor does, then the session's settings and the executors. Runs a small Spark job of a task
     * for each executor, unless tasks run in the driver, and waits half a minute for it at most.
     */
    public List<Finding> examine(Doctor ofTheRoot) {
        List<Finding> findings = new ArrayList<>(ofTheRoot.examine());
        findings.addAll(new SettingsCheck(session, catalog, implementation).findings());
        findings.addAll(new ExecutorCheck(session.sparkContext()).findings());
        return findings;
    }
}
