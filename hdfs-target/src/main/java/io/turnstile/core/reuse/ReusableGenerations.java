package io.turnstile.core.reuse;

import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.ManifestFile;
import io.turnstile.core.commit.ManifestFile.Heading;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.commit.Origin.Signature;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of a root that can stand for a query, or for a part of one: the index proposes them, and each dataset's head
 * decides. It takes no lock and no pin, and waits for nobody; whoever reads what it finds takes a snapshot, as of anything.
 * Thread-safe.
 */
public final class ReusableGenerations {
    private static final Logger LOG = LoggerFactory.getLogger(ReusableGenerations.class);
    private static final int MOST_REMEMBERED = 500;

    private final Path root;
    private final Storage storage;
    private final PlanIndex index;
    private final Map<Named, Known> remembered = Collections.synchronizedMap(new LeastRecent());
    private volatile boolean mayNotTidy;

    /** Those of a root; looks nothing up. */
    public ReusableGenerations(Path root, Storage storage, PlanIndex index) {
        this.root = root;
        this.storage = storage;
        this.index = index;
    }

    /**
     * A generation whose rows are those of a query.
     *
     * @param generation the dataset's head, as of a moment ago
     * @param signature with the columns as they are stored
     * @param schema the schema as its writer spelled it
     */
    public record Reusable(DatasetKey dataset, Generation generation, Signature signature, String schema) {}

    private record Named(DatasetKey dataset, GenerationName generation) {}

    /** What a manifest says, and always will. */
    private record Known(Signature signature, String schema) {}

    private static final class LeastRecent extends LinkedHashMap<Named, Known> {
        private static final long serialVersionUID = 1L;

        LeastRecent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Named, Known> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }

    /**
     * Looks at the index: one request, and a listing if it has changed since the last look.
     *
     * @throws IOException if it cannot be read
     */
    public Look look() throws IOException {
        return new Look(index.look(), this::tidy);
    }

    /**
     * The same for who asks often, and would rather miss what was entered a moment ago than wait each time: mostly no request. A
     * moment is a hundred times what the last look took, and a second at most.
     *
     * @throws IOException if it cannot be read
     */
    public Look recent() throws IOException {
        return new Look(index.recent(), this::tidy);
    }

    /**
     * The same for who only wants to tell of it: what is found to be of no use is left in the index.
     *
     * @throws IOException if it cannot be read
     */
    public Look glance() throws IOException {
        return new Look(index.look(), useless -> {});
    }

    /** One look at the index, to be asked for each part of a query. Immutable. */
    public final class Look {
        private final PlanNames names;
        private final Consumer<PlanEntry> useless;

        private Look(PlanNames names, Consumer<PlanEntry> useless) {
            this.names = names;
            this.useless = useless;
        }

        /** Whether there is nothing in the index, so that nobody need ask further. No request. */
        public boolean isEmpty() {
            return names.isEmpty();
        }

        /**
         * Whether anything in the index is computed from these sources, whichever versions of them: else nobody need ask what
         * is computed. No request.
         *
         * @param sources what {@link Signature#inputs} begins with
         */
        public boolean reads(String sources) {
            return names.reads(sources);
        }

        /** Whether anything in the index has these rows, be it from other inputs. No request. */
        public boolean knows(String rows) {
            return names.knows(rows);
        }

        /** What has these rows, from whichever inputs, there or not: to say why nothing was found. No request. */
        public List<PlanEntry> withRows(String rows) {
            return names.withRows(rows);
        }

        /**
         * What the manifest of an entry's generation says that it comes from. One request.
         *
         * @return empty if it is gone, damaged or not for this user
         * @throws IOException if the file system does not answer
         */
        public Optional<Origin> origin(PlanEntry entry) throws IOException {
            try {
                return Optional.of(ManifestFile.origin(storage, Layout.of(root, entry.dataset()), entry.generation()));
            } catch (FileNotFoundException | DamagedException | AccessControlException unusable) {
                LOG.debug("What {} is of cannot be told", entry, unusable);
                return Optional.empty();
            }
        }

        /** Everything in the index, in no order. No request. */
        public List<PlanEntry> all() {
            return names.all();
        }

        /**
         * A generation that is the head of its dataset and has the rows of that query from those inputs. Asks for the head of
         * each dataset that the index proposes, until one serves. What may not be read or is damaged does not.
         *
         * @param rows {@link Signature#rows}
         * @param inputs {@link Signature#inputs}
         * @param serves whether one will do, which its columns decide, or which dataset it is
         * @throws IOException if the file system does not answer
         */
        public Optional<Reusable> find(String rows, String inputs, Predicate<Reusable> serves) throws IOException {
            Map<DatasetKey, List<PlanEntry>> proposed = new LinkedHashMap<>();
            for (PlanEntry entry : withRows(rows)) {
                if (entry.inputs().equals(inputs)) {
                    proposed.computeIfAbsent(entry.dataset(), any -> new ArrayList<>())
                            .add(entry);
                }
            }
            for (Map.Entry<DatasetKey, List<PlanEntry>> each : proposed.entrySet()) {
                Optional<Reusable> found = head(each.getKey(), each.getValue(), useless);
                if (found.filter(serves).isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
    }

    private Optional<Reusable> head(DatasetKey dataset, List<PlanEntry> proposed, Consumer<PlanEntry> useless)
            throws IOException {
        Layout layout = Layout.of(root, dataset);
        try {
            CommitRecord record = new CommitLog(storage, layout).head();
            Optional<Reusable> found = Optional.empty();
            for (PlanEntry entry : proposed) {
                if (record.readable(entry.generation()).isEmpty()) {
                    useless.accept(entry);
                } else if (entry.generation().equals(record.headName())) {
                    found = manifest(layout, entry, record.head().orElseThrow(), useless);
                }
            }
            return found;
        } catch (DamagedException | AccessControlException unusable) {
            LOG.debug("Dataset {} stands for nothing", dataset, unusable);
            return Optional.empty();
        }
    }

    private Optional<Reusable> manifest(Layout layout, PlanEntry entry, Generation head, Consumer<PlanEntry> useless)
            throws IOException {
        Named name = new Named(entry.dataset(), entry.generation());
        @Nullable Known known = remembered.get(name);
        if (known == null) {
            try {
                Heading heading = ManifestFile.heading(storage, layout, entry.generation());
                @Nullable Signature signature = heading.origin().signature();
                if (signature == null || heading.origin().hash().isEmpty()) {
                    return Optional.empty();
                }
                known = new Known(signature, heading.schema());
            } catch (FileNotFoundException gone) {
                LOG.debug("The manifest of generation {} of dataset {} is gone", name.generation, name.dataset, gone);
                useless.accept(entry);
                return Optional.empty();
            }
            remembered.put(name, known);
        }
        return known.signature.rows().equals(entry.rows())
                        && known.signature.inputs().equals(entry.inputs())
                ? Optional.of(new Reusable(entry.dataset(), head, known.signature, known.schema))
                : Optional.empty();
    }

    /** Of what can never be the head again nothing is to be said any more. Whoever collects it may have ended before. */
    private void tidy(PlanEntry useless) {
        if (mayNotTidy) {
            return;
        }
        try {
            index.remove(useless);
        } catch (AccessControlException forOthers) {
            mayNotTidy = true;
            LOG.debug("What is of no use in the index is deleted by somebody else, who may", forOthers);
        } catch (IOException | RuntimeException later) {
            LOG.debug("{} stays", useless, later);
        }
    }
}
