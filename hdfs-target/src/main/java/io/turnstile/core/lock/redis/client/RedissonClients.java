package io.turnstile.core.lock.redis.client;

import io.turnstile.core.lock.renewal.DaemonThreads;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.redisson.Redisson;
import org.redisson.api.NodeType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SentinelServersConfig;
import org.redisson.config.SingleServerConfig;
import org.redisson.config.SslVerificationMode;
import org.redisson.config.SubscriptionMode;
import org.redisson.connection.ConnectionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A factory of Redisson clients with few threads, all of them daemons, that give up soon. */
final class RedissonClients {
    private static final Logger LOG = LoggerFactory.getLogger(RedissonClients.class);

    private RedissonClients() {}

    /**
     * A client that has not connected yet. A command fails after 1.2 s without an answer, sooner where connections are
     * refused.
     *
     * @param executor for callbacks; the caller shuts it down after the client
     * @param disconnected called when the last connection to Redis is lost; may not block
     */
    static RedissonClient create(RedisSettings settings, ExecutorService executor, Runnable disconnected) {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.setLazyInitialization(true);
        config.setUseThreadClassLoader(false);
        config.setExecutor(executor);
        config.setNettyThreads(2);
        config.setNettyExecutor(task ->
                DaemonThreads.named("turnstile-redis-io").newThread(task).start());
        config.setConnectionListener(new WhenDisconnected(disconnected));
        if (settings.user() != null) {
            config.setUsername(settings.user());
        }
        if (settings.password() != null) {
            config.setPassword(settings.password());
        }
        if (settings.tls()) {
            encrypt(config);
        }
        if (settings.master() == null) {
            configure(config.useSingleServer(), settings);
        } else {
            configure(config.useSentinelServers(), settings);
        }
        Redisson client = (Redisson) Redisson.create(config);
        makeTimerDaemon(client);
        return client;
    }

    /**
     * Server certificates are checked against what the JVM trusts ({@code javax.net.ssl.trustStore}) and against the
     * server's name, even where Netty's default is not to look at the name, as in Spark's JVMs. A certificate of our own
     * comes from where the JVM keeps it ({@code javax.net.ssl.keyStore}), too.
     */
    private static void encrypt(Config config) {
        config.setSslVerificationMode(SslVerificationMode.STRICT);
        String store = System.getProperty("javax.net.ssl.keyStore", "");
        if (store.isEmpty()) {
            return;
        }
        try {
            config.setSslKeystore(Path.of(store).toUri().toURL());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("Cannot use javax.net.ssl.keyStore=" + store, e);
        }
        config.setSslKeystoreType(System.getProperty("javax.net.ssl.keyStoreType", KeyStore.getDefaultType()));
        config.setSslKeystorePassword(System.getProperty("javax.net.ssl.keyStorePassword"));
    }

    // Below ten connections Redisson pipelines: it gives a connection on as soon as a command has been written.

    private static void configure(SingleServerConfig server, RedisSettings settings) {
        server.setAddress(addresses(settings).get(0)).setDatabase(settings.database());
        server.setConnectionPoolSize(8).setConnectionMinimumIdleSize(1);
        server.setSubscriptionConnectionPoolSize(2).setSubscriptionConnectionMinimumIdleSize(0);
        common(server);
    }

    /** Only the master is talked to: a replica may lag behind. Sentinels that are not named here are asked too. */
    private static void configure(SentinelServersConfig sentinels, RedisSettings settings) {
        addresses(settings).forEach(sentinels::addSentinelAddress);
        sentinels
                .setMasterName(settings.master())
                .setDatabase(settings.database())
                // One may be down; they would have to be two.
                .setCheckSentinelsList(false)
                .setScanInterval(500)
                .setReadMode(ReadMode.MASTER)
                .setSubscriptionMode(SubscriptionMode.MASTER);
        sentinels.setMasterConnectionPoolSize(8).setMasterConnectionMinimumIdleSize(1);
        sentinels.setSubscriptionConnectionPoolSize(2).setSubscriptionConnectionMinimumIdleSize(0);
        common(sentinels);
    }

    private static void common(BaseConfig<?> server) {
        server.setClientName("turnstile")
                // One for each dataset that is waited for here; 5 would be the default.
                .setSubscriptionsPerConnection(10_000)
                .setTimeout(1200)
                .setConnectTimeout(1200)
                .setSubscriptionTimeout(2000)
                // With its own retries, Redisson gives a command no more than their delay to be written, which a busy
                // JVM does not always make. SharedRedis asks again instead.
                .setRetryAttempts(0)
                .setReconnectionDelay(new ConstantDelay(Duration.ofMillis(200)))
                .setPingConnectionInterval(10_000);
    }

    private static List<String> addresses(RedisSettings settings) {
        return settings.servers().stream()
                .map(server -> (settings.tls() ? "rediss://" : "redis://") + server)
                .toList();
    }

    /**
     * Redisson's timer is the one thread of its own that no setting makes a daemon; it would keep a JVM alive whose main
     * has ended without closing anything. The thread exists from the beginning but starts with the first command, so
     * there is time to change it. Where that fails, all works as long as everything is closed.
     */
    private static void makeTimerDaemon(Redisson client) {
        try {
            Object timer = client.getServiceManager().getTimer();
            Field worker = timer.getClass().getDeclaredField("workerThread");
            worker.setAccessible(true);
            ((Thread) worker.get(timer)).setDaemon(true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn(
                    "Cannot make Redisson's timer a daemon thread ({}): an application that ends without closing its"
                            + " locks may not exit",
                    e.toString());
        }
    }

    /**
     * A listener to lost connections. Redisson calls the methods with a node type only, but wants the others, which it
     * deprecates, to be there.
     */
    @SuppressWarnings("deprecation")
    private record WhenDisconnected(Runnable action) implements ConnectionListener {
        @Override
        public void onConnect(InetSocketAddress address) {
            // What matters is whether commands are answered.
        }

        @Override
        public void onDisconnect(InetSocketAddress address) {
            action.run();
        }

        /** What sentinels know, they know of Redis: one that has gone says nothing of what Redis holds. */
        @Override
        public void onDisconnect(InetSocketAddress address, NodeType node) {
            if (node != NodeType.SENTINEL) {
                onDisconnect(address);
            }
        }
    }
}
