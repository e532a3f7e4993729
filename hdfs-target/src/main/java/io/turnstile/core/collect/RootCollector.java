package io.turnstile.core.collect;

import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.RootContext;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.listing.DatasetWalk;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.hadoop.security.AccessControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The garbage collection of a whole root: a round of {@link Collector} for one dataset after the other, removed ones too.
 * What is being written or cannot be judged is told and left alone, and the others go on. A crash leaves what a crash in
 * that dataset's round leaves.
 */
public final class RootCollector {
    private static final Logger LOG = LoggerFactory.getLogger(RootCollector.class);

    private final RootContext root;
    private final TurnstileOptions options;
    private final DatasetLocks locks;
    private final Mode mode;

    /** @param options of which the retention counts, for all */
    public RootCollector(RootContext root, TurnstileOptions options, DatasetLocks locks, Mode mode) {
        this.root = root;
        this.options = options;
        this.locks = locks;
        this.mode = mode;
    }

    /**
     * Goes through a namespace and those in it.
     *
     * @param each is told of each dataset as it comes, if there is anything to tell
     */
    public void collect(List<String> namespace, BiConsumer<DatasetKey, CollectionReport> each) throws IOException {
        locks.epoch(); // Throws where the lock service is away, rather than that each dataset says so.
        Set<DatasetKey> siblings = siblings();
        new DatasetWalk(root.path(), root.storage()).below(namespace, new DatasetWalk.Visitor() {
            @Override
            public void dataset(DatasetKey key) throws InterruptedIOException {
                CollectionReport report = report(key, siblings.contains(key));
                if (!report.actions().isEmpty() || report.refused().isPresent()) {
                    each.accept(key, report);
                }
            }

            @Override
            public void hidden(DatasetKey key, AccessControlException why) {
                each.accept(key, unknown(why));
            }
        });
    }

    /** What goes of these is seen under their locks. */
    private Set<DatasetKey> siblings() throws InterruptedIOException {
        try {
            return UnnamedSiblings.all(root);
        } catch (InterruptedIOException ended) {
            throw ended;
        } catch (IOException unknown) {
            LOG.debug("Nothing is removed because its inputs have moved on", unknown);
            return Set.of();
        }
    }

    private CollectionReport report(DatasetKey key, boolean hasSiblings) throws InterruptedIOException {
        DatasetContext context = new DatasetContext(root, key, Parameters.NONE, options);
        try {
            return hasSiblings || hasMoreThanAHead(context)
                    ? Collector.byCommand(context, locks, mode)
                    : CollectionReport.NOTHING;
        } catch (InterruptedIOException ended) {
            throw ended;
        } catch (IOException damagedOrDenied) {
            return unknown(damagedOrDenied);
        }
    }

    private static CollectionReport unknown(IOException why) {
        return CollectionReport.none("it cannot be judged: "
                + String.valueOf(why.getMessage()).lines().findFirst().orElse(""));
    }

    /** Of most datasets nothing can go, and that is seen without their lock. */
    private static boolean hasMoreThanAHead(DatasetContext context) throws IOException {
        Set<String> collectable = context.storage().list(context.layout().log()).stream()
                .map(Entry::name)
                .filter(name -> GenerationName.parse(name).isPresent()
                        || Layout.temporaryVersion(name).isPresent())
                .collect(Collectors.toSet());
        return !collectable.isEmpty()
                && !collectable.equals(
                        Set.of(String.valueOf(context.log().head().headName())));
    }
}
