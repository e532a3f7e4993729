package io.turnstile.spark;

import io.turnstile.core.testing.FaultsPage;

class FaultsPageTest extends FaultsPage {
    FaultsPageTest() {
        super("spark-connector");
    }
}
