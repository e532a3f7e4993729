package io.turnstile.core.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code completion}, a generator of what a shell needs to complete this command's words. */
@Command(
        mixinStandardHelpOptions = true,
        name = "completion",
        description = "Writes a script that completes commands and options: source <(turnstile completion bash)")
final class CompletionCommand implements Callable<Integer> {
    private static final String FOR_ZSH =
            "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";

    private final Invocation invocation;

    /** The shells that there are scripts for. */
    private enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "<shell>", description = "bash or zsh.")
    private Shell shell = Shell.BASH;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    CompletionCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("turnstile", spec.root().commandLine());
        invocation.print((shell == Shell.ZSH ? FOR_ZSH : "") + script);
        return 0;
    }
}
