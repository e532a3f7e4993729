package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.doctor.Doctor;
import io.turnstile.core.operations.Operations;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that every command takes, and what they come to: the root that is opened, and how a result is shown. */
final class Invocation {
    @Mixin
    private final Connection connection = new Connection();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Writes JSON, a list of objects.")
    private boolean json;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Shows where a failure came from.")
    private boolean debug;

    @Option(
            names = "--param",
            scope = ScopeType.INHERIT,
            paramLabel = "<name=value>",
            description = "A parameter of the dataset, which becomes a part of its name.")
    private Map<String, String> parameters = new TreeMap<>();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    /** What is asked of a root's operations. */
    interface Operation<T> {
        T of(Operations operations) throws IOException;
    }

    /** Whether failures are to be shown with their origin. */
    boolean debugs() {
        return debug;
    }

    /** Whether machines read the output. */
    boolean writesJson() {
        return json;
    }

    /** Where results go. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where all else goes. */
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Opens the root. The caller closes it. */
    DatasetRoot open() throws IOException {
        return connection.open();
    }

    /** Hadoop's settings, with those that were given. */
    Configuration configuration() {
        return connection.configuration();
    }

    /** What examines the root. */
    Doctor doctor() throws IOException {
        return connection.doctor();
    }

    /** The name of a dataset, with the parameters that were given. */
    String named(String table) {
        return Operations.name(table, parameters).name();
    }

    /** The same, where nothing but a name is wanted. */
    Map<String, String> parameters() {
        return parameters;
    }

    /** Opens the root, asks, and shows the rows. */
    <T extends Record> List<T> show(Class<T> kind, Operation<List<T>> operation) throws IOException {
        try (DatasetRoot root = open()) {
            return print(kind, operation.of(new Operations(root, root.options())));
        }
    }

    /** Shows rows. */
    <T extends Record> List<T> print(Class<T> kind, List<T> rows) {
        print(shown(kind, rows));
        return rows;
    }

    /** Shows what is ready to be shown. */
    void print(String text) {
        out().print(text);
        out().flush();
    }

    /** Rows as whoever called wants to have them shown. */
    String shown(Class<? extends Record> kind, List<? extends Record> rows) {
        return json ? RowJson.list(rows) : new RowTable(kind, rows).toString();
    }

    /** A display that is drawn every so many seconds. */
    Frames frames(double seconds) {
        return new Frames(out(), Frames.every(seconds), !json && Terminal.isThere());
    }
}
