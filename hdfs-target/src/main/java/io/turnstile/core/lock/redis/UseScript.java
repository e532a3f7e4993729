package io.turnstile.core.lock.redis;

/**
 * The Lua scripts of the counters of use, each one step as {@link LockScript} has them. One hash has what is being gathered:
 * its {@code id}, {@code since} when, in milliseconds, and for each dataset and user {@code r:} reads, {@code u:} reuses,
 * {@code s:} milliseconds saved, {@code l:} when last; {@code n:} and a client the number of the last that it has told.
 * Another hash has the same, taken.
 */
enum UseScript {
    /**
     * Counts uses of datasets, once for each number of a client. Keys: use. Arguments: 8 hexadecimal digits, a name for the
     * client, its number, how long all is kept, the most fields; then for each dataset its name with the user, reads, reuses,
     * saved. Answers for how long has been gathered, and how many fields there are.
     */
    COUNT("""
            local t = redis.call('TIME')
            local now = string.format('%.0f', t[1] * 1000 + math.floor(t[2] / 1000))
            if redis.call('HGET', KEYS[1], 'n:' .. ARGV[2]) ~= ARGV[3] then
              if not redis.call('HGET', KEYS[1], 'id') then
                redis.call('HSET', KEYS[1], 'id', now .. '-' .. ARGV[1], 'since', now)
              end
              redis.call('HSET', KEYS[1], 'n:' .. ARGV[2], ARGV[3])
              local full = redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[5])
              for i = 6, #ARGV, 4 do
                if not full or redis.call('HGET', KEYS[1], 'l:' .. ARGV[i]) then
                  for j, kind in ipairs({'r:', 'u:', 's:'}) do
                    if ARGV[i + j] ~= '0' then
                      redis.call('HINCRBY', KEYS[1], kind .. ARGV[i], ARGV[i + j])
                    end
                  end
                  redis.call('HSET', KEYS[1], 'l:' .. ARGV[i], now)
                end
              end
              redis.call('PEXPIRE', KEYS[1], ARGV[4])
            end
            return {now - redis.call('HGET', KEYS[1], 'since'), redis.call('HLEN', KEYS[1])}
            """),

    /**
     * The counts of uses. Keys: use, taken. Answers for how long has been gathered; how many of what follows is in the first
     * hash; its fields and values, and those of the second one.
     */
    SHOW("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local use = redis.call('HGETALL', KEYS[1])
            local all = {now - (redis.call('HGET', KEYS[1], 'since') or now), #use}
            for _, value in ipairs(use) do
              all[#all + 1] = value
            end
            for _, value in ipairs(redis.call('HGETALL', KEYS[2])) do
              all[#all + 1] = value
            end
            return all
            """),

    /** Takes the counts of uses, unless some are taken. Keys: use, taken. Answers those that are, fields and values. */
    TAKE("""
            if not redis.call('HGET', KEYS[2], 'id') and redis.call('HGET', KEYS[1], 'id') then
              redis.call('RENAME', KEYS[1], KEYS[2])
            end
            return redis.call('HGETALL', KEYS[2])
            """),

    /** Forgets counts that were taken. Keys: taken. Arguments: their id. */
    FORGET("""
            if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then
              redis.call('DEL', KEYS[1])
            end
            return {}
            """);

    /** What Redis is sent, or knows already by its hash. */
    final String text;

    UseScript(String text) {
        this.text = text;
    }
}
