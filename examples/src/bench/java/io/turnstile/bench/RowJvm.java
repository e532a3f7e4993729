package io.turnstile.bench;

import io.turnstile.bench.Setting.Scale;
import io.turnstile.examples.jvm.JvmCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The forked JVM that measures one row: what another row has left in memory, or compiled, does not count. It says its
 * figures on standard output, a line each.
 */
final class RowJvm {
    private RowJvm() {}

    /** Arguments: the row's name, the scale, and the directory for what is written. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // Nobody else may write where the figures go.
        Setting setting = new Setting(Scale.valueOf(args[1]), Path.of(args[2]));
        int code = 1;
        try {
            for (Figure figure : BenchRows.named(args[0]).measure(setting)) {
                out.println(figure.line());
            }
            code = 0;
        } catch (Throwable failure) {
            failure.printStackTrace(System.err);
        }
        out.flush();
        System.exit(code); // Whatever threads are left.
    }

    /**
     * Runs one and waits for its end.
     *
     * @param log gets what it writes on standard error
     * @throws RowFailedException if it ends with another code than 0, or says nothing
     */
    static List<Figure> run(String row, Setting setting, Path log) throws IOException, RowFailedException {
        Process process = new JvmCommand(RowJvm.class)
                .heap("4g")
                .options(BenchRows.named(row).options(setting).toArray(String[]::new))
                .properties(Map.of("java.io.tmpdir", setting.work().toString()))
                .arguments(row, setting.scale().name(), setting.work().toString())
                .process()
                .directory(setting.work().toFile())
                .redirectError(log.toFile())
                .start();
        List<Figure> figures = new ArrayList<>();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().map(Figure::parse).forEach(figures::add);
        }
        int code = process.onExit().join().exitValue();
        if (code != 0 || figures.isEmpty()) {
            throw new RowFailedException(row, code, log);
        }
        return figures;
    }
}
