package io.turnstile.examples.demo;

import java.util.List;

/**
 * The record of what an input's change meant.
 *
 * @param before those that ran the same query, which has no name, at the same moment, before the change
 * @param after those that ran it again after the change
 * @param named who called for a dataset that was computed from the same input, after the change
 */
record InputChange(List<Step> before, List<Step> after, Step named) {}
