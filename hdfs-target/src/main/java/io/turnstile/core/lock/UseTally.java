package io.turnstile.core.lock;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A tally of uses in memory, by dataset and user, of a bounded number of both: what is beyond is not counted. Thread-safe. */
public final class UseTally {
    private final int most;
    private final Map<Place, UseCount> counts = new LinkedHashMap<>();

    /** @param most for how many datasets and users there is room */
    public UseTally(int most) {
        this.most = most;
    }

    private record Place(String dataset, String user) {}

    /** Adds to what is there. */
    public synchronized void add(UseCount use) {
        Place place = new Place(use.dataset(), use.user());
        if (counts.size() < most || counts.containsKey(place)) {
            counts.merge(place, use, UseCount::plus);
        }
    }

    /** Whether there is anything. */
    public synchronized boolean isEmpty() {
        return counts.isEmpty();
    }

    /** All that is there, and stays. */
    public synchronized List<UseCount> present() {
        return new ArrayList<>(counts.values());
    }

    /** All that is there, and is there no more. */
    public synchronized List<UseCount> drain() {
        List<UseCount> all = present();
        counts.clear();
        return all;
    }
}
