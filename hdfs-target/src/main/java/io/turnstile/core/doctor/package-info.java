/**
 * The health check of a root and of what it stands on: Redis, the file system, permissions, clocks, what lies about. Each
 * check asks its own part of the house and judges nothing but that; whatever repairs something is an operation, and does
 * not come in here.
 */
@NullMarked
package io.turnstile.core.doctor;

import org.jspecify.annotations.NullMarked;
