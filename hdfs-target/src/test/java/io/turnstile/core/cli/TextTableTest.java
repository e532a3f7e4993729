package io.turnstile.core.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.turnstile.core.cli.TextTable.Side;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private final TextTable table =
            new TextTable().column("who", Side.LEFT).column("rows", Side.RIGHT).column("why", Side.LEFT);

    @Test
    void columnsAreAsWideAsWhatIsInThem() {
        table.row("nightly", "41,135", "first").row("me", "0", "");

        assertThat(table).hasToString("""
                who        rows  why
                -------  ------  -----
                nightly  41,135  first
                me            0
                """);
    }

    @Test
    void rowsHaveOneCellForEachColumn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.row("nightly", "41,135"))
                .withMessage("2 cells for 3 columns");
    }
}
