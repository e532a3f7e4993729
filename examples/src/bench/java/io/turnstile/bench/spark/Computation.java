package io.turnstile.bench.spark;

/**
 * A CPU-bound query in SQL, which takes processor time for each row, counts the rows that it has computed, and gives
 * few of them.
 */
record Computation(long rows) {
    String sql() {
        return "SELECT k % 1000 AS k, sum(crc32(sha2(cast(k AS string), 512))) AS v"
                + " FROM (SELECT counted(id) AS k FROM range(0, " + rows + ", 1, 4)) GROUP BY 1";
    }
}
