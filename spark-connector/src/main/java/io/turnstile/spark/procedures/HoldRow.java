package io.turnstile.spark.procedures;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The row of a renewal or a release of a claim or a pin.
 *
 * @param held whether it was still held
 * @param lease for how long it is held from now on; null if it is not
 */
public record HoldRow(boolean held, @Nullable Duration lease) {}
