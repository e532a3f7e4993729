package io.turnstile.core.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The terminal that the command is used at, if it is one that input and output both belong to. */
final class Terminal {
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private Terminal() {}

    /** Whether there is somebody to ask, and to show something that moves. */
    static boolean isThere() {
        return console().isPresent();
    }

    /** Asks a question; anything but {@code y} or {@code yes} is a no, and so is it if there is nobody to ask. */
    static boolean confirms(String question) {
        return console()
                .map(console -> console.readLine("%s", question))
                .filter(answer -> answer.strip().toLowerCase(Locale.ROOT).matches("y|yes"))
                .isPresent();
    }

    @SuppressWarnings(
            "SystemConsoleNull") // Since Java 22 there is a console without a terminal, too, which is left out.
    private static Optional<Console> console() {
        return Optional.ofNullable(System.console()).filter(Terminal::isTerminal);
    }

    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    /** A text that takes the place of all that the terminal shows; cut to its size, since a line that wraps shifts the rest. */
    static String inPlace(String text) {
        int[] size = size();
        return HOME
                + text.lines()
                        .limit(size[0] - 1L)
                        .map(line -> line.substring(0, Math.min(line.length(), size[1])) + CLEAR_LINE)
                        .collect(Collectors.joining("\n", "", "\n"))
                + CLEAR_BELOW;
    }

    /** Rows and columns, which may change at any time; more than there is to show if the terminal does not tell. */
    private static int[] size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", 2);
            int rows = Integer.parseInt(said[0]);
            int columns = Integer.parseInt(said[1]);
            if (rows > 1 && columns > 0) {
                return new int[] {rows, columns};
            }
        } catch (IOException | RuntimeException unknown) {
            // Then nothing is cut.
        }
        return new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE};
    }
}
