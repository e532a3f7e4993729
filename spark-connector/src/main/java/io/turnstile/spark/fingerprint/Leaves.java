package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Range;
import org.apache.spark.sql.types.DataType;

/** Leaves of plans: rows that are part of the plan themselves, and sources by what they are called. */
final class Leaves {
    private static final long LARGEST = 1 << 20;

    private final KnownSources sources;
    private final SourceForm form;

    Leaves(KnownSources sources, SourceForm form) {
        this.sources = sources;
        this.form = form;
    }

    Rows read(LogicalPlan leaf) {
        List<Attribute> output = FromScala.list(leaf.output());
        if (leaf instanceof Range range) {
            String bounds = range.start() + " " + range.end() + " " + range.step();
            return new Making("range").with(bounds, bounds).byPosition(output);
        }
        if (leaf instanceof OneRowRelation) {
            return new Making("one row").byPosition(output);
        }
        if (leaf instanceof LocalRelation local) {
            return local(local, output);
        }
        Source source = sources.of(leaf);
        if (source == null) {
            throw Advice.on(leaf);
        }
        return form.rows(source, output);
    }

    private static Rows local(LocalRelation local, List<Attribute> output) {
        List<DataType> types = output.stream().map(Attribute::dataType).toList();
        List<String> rows = new ArrayList<>();
        long size = 0;
        for (InternalRow row : FromScala.list(local.data())) {
            rows.add(ValueText.row(row, types));
            size += rows.get(rows.size() - 1).length();
            if (size > LARGEST) {
                throw new Untold(
                        "rows of more than a megabyte are part of the query; write them to a dataset, and read that");
            }
        }
        Collections.sort(rows); // A bag.
        Making making = new Making("values");
        types.forEach(type -> making.with(TypeText.plain(type), TypeText.plain(type)));
        return making.with(Digest.of(rows), "of " + rows.size() + " rows").byPosition(output);
    }
}
