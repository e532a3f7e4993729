package io.turnstile.core.doctor;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.Application;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The health check of a root: runs every check, and gives what each has found. A check that cannot be made is a finding, and
 * keeps no other from being made, except that without a root there is nothing more to look at.
 */
public final class Doctor {
    private final TurnstileOptions options;
    private final Application application;
    private final Configuration configuration;

    /** For one root, by the options that an application opens it with. */
    public Doctor(TurnstileOptions options, Application application, Configuration configuration) {
        this.options = options;
        this.application = application;
        this.configuration = configuration;
    }

    /**
     * Examines the root, and what it stands on. Writes some small files into the root and deletes them again.
     *
     * @throws io.turnstile.core.option.InvalidOptionException if no root was given
     */
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        run("class path", new ClassPathCheck(Doctor.class.getClassLoader()), findings);
        run("Redis", new RedisCheck(options, configuration), findings);
        run("root", this::examineRoot, findings);
        return findings;
    }

    private void examineRoot(List<Finding> findings) throws IOException {
        try (DatasetRoot root = DatasetRoot.open(options, application, configuration)) {
            Path path = root.path();
            Storage storage = StorageFactory.open(path, configuration);
            run("root.json", new RootFileCheck(path, storage), findings);
            run("lock service", new BindingCheck(root), findings);
            run("file system", new StorageCheck(path, storage), findings);
            run("permissions", new PermissionCheck(path, configuration), findings);
            run("datasets", new ContentCheck(root), findings);
        }
    }

    private static void run(String subject, Check check, List<Finding> findings) {
        try {
            check.run(findings);
        } catch (IOException | UnsupportedOperationException failure) {
            String message = failure.getMessage();
            findings.add(Finding.fail(subject, message == null ? failure.toString() : message, null));
        }
    }
}
