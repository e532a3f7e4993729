package io.turnstile.spark;

import io.turnstile.target.testing.FaultsPage;

class FaultsPageTest extends FaultsPage {
    FaultsPageTest() {
        super("spark-connector");
    }
}
