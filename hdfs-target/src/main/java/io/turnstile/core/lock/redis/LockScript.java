package io.turnstile.core.lock.redis;

/**
 * The Lua scripts of locks and pins: each operation is one script, which Redis runs atomically, without interruption.
 * All times are Redis' own, in milliseconds. Every script may be run twice with the same outcome, because a command
 * whose answer was lost is sent again; only a pin that is registered twice for the first time leaves a second member,
 * which runs out a lease later.
 *
 * <p>The lock is a hash of short fields: {@code o} owner, {@code i}, {@code n}, {@code u}, {@code h} the application's
 * id, name, user and host, {@code s} since when, {@code w} for which dataset it waits, {@code p} its progress. The pins are described at {@link PinMember}.
 */
public enum LockScript {
    /**
     * Takes or renews the lock for an owner. Keys: lock, dropped, held. Arguments: owner, lease, since (empty for now), id,
     * name, user, host, dataset. Answers {@code held} or {@code taken} with since; {@code other} with the holder; {@code dropped}.
     */
    ACQUIRE("""
            local h = redis.call('HMGET', KEYS[1], 'o', 'i', 'n', 'u', 'h', 's', 'p')
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local function list()
              redis.call('ZADD', KEYS[3], now + ARGV[2], ARGV[8])
              if redis.call('PTTL', KEYS[3]) < tonumber(ARGV[2]) then
                redis.call('PEXPIRE', KEYS[3], 2 * ARGV[2])
              end
            end
            if h[1] == ARGV[1] then
              redis.call('PEXPIRE', KEYS[1], ARGV[2])
              list()
              return {'held', h[6]}
            end
            if h[1] then
              return {'other', h[2], h[3], h[4], h[5], now - h[6], redis.call('PTTL', KEYS[1]), h[7] or ''}
            end
            if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1 then
              return {'dropped'}
            end
            local since = ARGV[3]
            if since == '' then
              since = string.format('%.0f', now)
            end
            redis.call('HSET', KEYS[1], 'o', ARGV[1], 'i', ARGV[4], 'n', ARGV[5], 'u', ARGV[6], 'h', ARGV[7], 's', since)
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            redis.call('ZREMRANGEBYSCORE', KEYS[3], 0, now)
            list()
            return {'taken', since}
            """),

    /**
     * Gives the lock back if the owner has it. Keys: lock, held, waiting. Arguments: owner, channel, dataset. A user who may not publish still
     * releases; those who wait then find out at their next look.
     */
    RELEASE("""
            if redis.call('HGET', KEYS[1], 'o') == ARGV[1] then
              redis.call('DEL', KEYS[1], KEYS[3])
              redis.call('ZREM', KEYS[2], ARGV[3])
              redis.pcall('PUBLISH', ARGV[2], '')
            end
            return {}
            """),

    /**
     * Gives the lock back if the owner has it, and leaves word of a failure. Keys: lock, failure, held, waiting. Arguments: owner,
     * channel, how long the word is kept, the failure's id, the application's id, name, user, host, the cause, how many
     * in a row, the dataset.
     */
    FAIL("""
            if redis.call('HGET', KEYS[1], 'o') == ARGV[1] then
              local t = redis.call('TIME')
              local now = t[1] * 1000 + math.floor(t[2] / 1000)
              redis.call('HSET', KEYS[2], 'x', ARGV[4], 'i', ARGV[5], 'n', ARGV[6], 'u', ARGV[7], 'h', ARGV[8],
                'c', ARGV[9], 'k', ARGV[10], 's', string.format('%.0f', now))
              redis.call('PEXPIRE', KEYS[2], ARGV[3])
              redis.call('DEL', KEYS[1], KEYS[4])
              redis.call('ZREM', KEYS[3], ARGV[11])
              redis.pcall('PUBLISH', ARGV[2], '')
            end
            return {}
            """),

    /** The last failure. Keys: failure. Answers its id, the application, the cause, how many in a row, its age. */
    FAILURE("""
            local f = redis.call('HMGET', KEYS[1], 'x', 'i', 'n', 'u', 'h', 'c', 'k', 's')
            if not f[1] then
              return {}
            end
            local t = redis.call('TIME')
            return {f[1], f[2], f[3], f[4], f[5], f[6], f[7], t[1] * 1000 + math.floor(t[2] / 1000) - f[8]}
            """),

    /** Says for what the owner of the lock waits. Keys: lock. Arguments: owner, the dataset or empty. */
    WAIT("""
            if redis.call('HGET', KEYS[1], 'o') == ARGV[1] then
              redis.call('HSET', KEYS[1], 'w', ARGV[2])
            end
            return {}
            """),

    /** For what the holder of the lock waits. Keys: lock. Answers the dataset, or nothing. */
    AWAITED("""
            local w = redis.call('HGET', KEYS[1], 'w')
            return w and w ~= '' and {w} or {}
            """),

    /**
     * Takes the lock from the owner, who shall not take it back as a free one. Names the owner, so that it cannot take
     * the lock from the next one when it is sent twice. Keys: lock, dropped, held, waiting. Arguments: owner, how long the owner
     * is remembered, channel, dataset.
     */
    DROP("""
            if redis.call('HGET', KEYS[1], 'o') == ARGV[1] then
              redis.call('SADD', KEYS[2], ARGV[1])
              redis.call('PEXPIRE', KEYS[2], ARGV[2])
              redis.call('DEL', KEYS[1], KEYS[4])
              redis.call('ZREM', KEYS[3], ARGV[4])
              redis.pcall('PUBLISH', ARGV[3], '')
            end
            return {}
            """),

    /** Tells how far the owner of the lock is. Keys: lock. Arguments: owner, the progress. */
    REPORT("""
            if redis.call('HGET', KEYS[1], 'o') == ARGV[1] then
              redis.call('HSET', KEYS[1], 'p', ARGV[2])
            end
            return {}
            """),

    /** Who holds the lock. Keys: lock. Answers the holder and the owner, or nothing. */
    HOLDER("""
            local h = redis.call('HMGET', KEYS[1], 'o', 'i', 'n', 'u', 'h', 's', 'p')
            if not h[1] then
              return {}
            end
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            return {h[2], h[3], h[4], h[5], now - h[6], redis.call('PTTL', KEYS[1]), h[7] or '', h[1]}
            """),

    /**
     * Registers or renews one who waits, if the lock is held. Keys: lock, waiting. Arguments: lease, id, since (empty for now),
     * application. Answers the holder, how many wait, and since when this one does; or nothing.
     */
    AWAIT("""
            local h = redis.call('HMGET', KEYS[1], 'o', 'i', 'n', 'u', 'h', 's', 'p')
            if not h[1] then
              return {}
            end
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local since = ARGV[3]
            if since == '' then
              since = string.format('%.0f', now)
            end
            redis.call('ZREMRANGEBYSCORE', KEYS[2], 0, now)
            redis.call('ZADD', KEYS[2], now + ARGV[1], ARGV[2] .. '|' .. since .. '|' .. ARGV[4])
            if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[1]) then
              redis.call('PEXPIRE', KEYS[2], 2 * ARGV[1])
            end
            return {h[2], h[3], h[4], h[5], now - h[6], redis.call('PTTL', KEYS[1]), h[7] or '',
              redis.call('ZCARD', KEYS[2]), since}
            """),

    /** Ends a registration of one who waits. Keys: waiting. Arguments: its member. */
    LEAVE("""
            redis.call('ZREM', KEYS[1], ARGV[1])
            return {}
            """),

    /** The datasets whose lock may be held. Keys: held. */
    HELD("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            return redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now), '+inf')
            """),

    /**
     * The momentary lock: pins unresolved, and tells who holds the lock. Keys: lock, pins. Arguments: lease, the
     * application's members unless they are known to be there, {@code p} and its id for each pin. Answers the time, then the
     * holder if there is one. As short as can be, because every read waits for it: who holds the lock is fetched only if
     * somebody does, the set's end is put off only with the application's members, and pins that have run out are left to
     * the next {@link #PIN}.
     */
    PASS("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local lease = tonumber(ARGV[1])
            local first = 2
            while string.byte(ARGV[first]) == 97 do
              redis.call('ZADD', KEYS[2], now + 2 * lease, ARGV[first])
              first = first + 1
            end
            for i = first, #ARGV do
              redis.call('ZADD', KEYS[2], now + lease, ARGV[i] .. '|' .. now .. '|')
            end
            if first > 2 and redis.call('PTTL', KEYS[2]) < 2 * lease then
              redis.call('PEXPIRE', KEYS[2], 2 * lease)
            end
            if not redis.call('HGET', KEYS[1], 'o') then
              return {now}
            end
            local h = redis.call('HMGET', KEYS[1], 'i', 'n', 'u', 'h', 's', 'p')
            return {now, h[1], h[2], h[3], h[4], now - h[5], redis.call('PTTL', KEYS[1]), h[6] or ''}
            """),

    /**
     * Registers or renews any number of one application's pins on a dataset. Keys: pins. Arguments: lease, the number of
     * the application's members (0 if they are known to be there), these; then for each pin its id, since (empty for now),
     * generation, the member that it replaces (or empty). Answers the time.
     */
    PIN("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local lease = tonumber(ARGV[1])
            redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now)
            local first = 3 + ARGV[2]
            for i = 3, first - 1 do
              redis.call('ZADD', KEYS[1], now + 2 * lease, ARGV[i])
            end
            for i = first, #ARGV, 4 do
              local since = ARGV[i + 1]
              if since == '' then
                since = now
              end
              redis.call('ZADD', KEYS[1], now + lease, 'p' .. ARGV[i] .. '|' .. since .. '|' .. ARGV[i + 2])
              if ARGV[i + 3] ~= '' then
                redis.call('ZREM', KEYS[1], ARGV[i + 3])
              end
            end
            if redis.call('PTTL', KEYS[1]) < 2 * lease then
              redis.call('PEXPIRE', KEYS[1], 2 * lease)
            end
            return {now}
            """),

    /** Gives pins back. Keys: pins. Arguments: their members. */
    UNPIN("""
            for i = 1, #ARGV do
              redis.call('ZREM', KEYS[1], ARGV[i])
            end
            return {}
            """),

    /** Every pin, or everybody who waits, that has not run out. Keys: pins, or waiting. Answers the time and the members. */
    PINS("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local found = redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now), '+inf')
            table.insert(found, 1, now)
            return found
            """),

    /**
     * What tells one stretch of Redis' memory from another. Keys: epoch. Arguments: a name for it if it has none.
     * Answers the name, the run id, the replication id, how many keys were evicted, the time.
     */
    EPOCH("""
            redis.call('SET', KEYS[1], ARGV[1], 'NX')
            local function field(section, name)
              return string.match(redis.call('INFO', section), name .. ':([^\\r\\n]*)') or ''
            end
            local t = redis.call('TIME')
            return {redis.call('GET', KEYS[1]), field('server', 'run_id'), field('replication', 'master_replid'),
              field('stats', 'evicted_keys'), t[1] * 1000 + math.floor(t[2] / 1000)}
            """),

    /** Keys: identity. Answers it, or nothing. */
    IDENTITY("""
            local name = redis.call('GET', KEYS[1])
            return name and {name} or {}
            """),

    /** Keys: identity. Arguments: a name. Answers the one that it has now. */
    CLAIM("""
            redis.call('SET', KEYS[1], ARGV[1], 'NX')
            return {redis.call('GET', KEYS[1])}
            """);

    /** What Redis is sent, or knows already by its hash. */
    final String text;

    LockScript(String text) {
        this.text = text;
    }
}
