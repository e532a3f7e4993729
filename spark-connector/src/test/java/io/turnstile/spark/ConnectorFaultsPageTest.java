package io.turnstile.spark;

import io.turnstile.core.testing.FaultsPage;

class ConnectorFaultsPageTest extends FaultsPage {
    ConnectorFaultsPageTest() {
        super("spark-connector");
    }
}
