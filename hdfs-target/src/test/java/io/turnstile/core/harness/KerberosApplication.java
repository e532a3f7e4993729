package io.turnstile.core.harness;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.TestFileSystem;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.SaslRpcServer.AuthMethod;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * A main class with a KDC and an HDFS that wants Kerberos, for which Hadoop has one switch in a JVM. Three applications
 * share a dataset: ann's, which has a keytab; one that has nothing but her delegation tokens, as a driver on a cluster has,
 * and gets new ones while it runs; and a server's, which logs in as itself and acts for her. It says who owns what they
 * wrote.
 */
public final class KerberosApplication {
    private final File directory;
    private final MiniKdc kdc;
    private final File keytab;
    private final Configuration configuration = new Configuration();
    private final String redis;

    private KerberosApplication(String redis, File directory) throws Exception {
        this.redis = redis;
        this.directory = directory;
        this.kdc = new MiniKdc(MiniKdc.createConf(), new File(directory, "kdc"));
        this.keytab = new File(directory, "keytab");
    }

    /** Arguments: the address of Redis, and a directory that it may fill. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        KerberosApplication application = new KerberosApplication(arguments[0], new File(arguments[1]));
        application.kdc.start();
        application.kdc.createPrincipal(application.keytab, "hdfs/localhost", "HTTP/localhost", "ann", "server");
        application.configure();
        UserGroupInformation.setConfiguration(application.configuration);
        UserGroupInformation.loginUserFromKeytab("hdfs/localhost", application.keytab.getPath());
        try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(
                        application.configuration, new File(application.directory, "hdfs"))
                .numDataNodes(1)
                .build()) {
            application.run(cluster);
            System.out.println("WELL DONE");
        } catch (Exception failure) {
            failure.printStackTrace(System.out);
        }
        System.out.flush();
        // The KDC's threads are no daemons.
        Runtime.getRuntime().halt(0);
    }

    private void configure() {
        String service = "hdfs/localhost@" + kdc.getRealm();
        configuration.set("hadoop.security.authentication", "kerberos");
        configuration.set("hadoop.security.authorization", "true");
        configuration.set("hadoop.security.auth_to_local", "DEFAULT");
        for (String server : new String[] {"namenode", "datanode"}) {
            configuration.set("dfs." + server + ".kerberos.principal", service);
            configuration.set("dfs." + server + ".keytab.file", keytab.getPath());
        }
        configuration.set("dfs.web.authentication.kerberos.principal", "HTTP/localhost@" + kdc.getRealm());
        configuration.set("dfs.web.authentication.kerberos.keytab", keytab.getPath());
        configuration.setBoolean("dfs.block.access.token.enable", true);
        configuration.set("dfs.data.transfer.protection", "authentication");
        // A DataNode that a cluster would trust needs TLS for its web pages, too.
        configuration.setBoolean("ignore.secure.ports.for.testing", true);
        configuration.set("dfs.namenode.rpc-bind-host", "127.0.0.1");
        configuration.set("hadoop.proxyuser.server.hosts", "*");
        configuration.set("hadoop.proxyuser.server.users", "ann");
        // So that every request has to log in, and none lives on what an earlier one was allowed.
        configuration.setInt("ipc.client.connection.maxidletime", 1);
    }

    @SuppressWarnings("SystemOut")
    private void run(MiniDFSCluster cluster) throws Exception {
        FileSystem files = cluster.getFileSystem();
        UserGroupInformation ann = UserGroupInformation.loginUserFromKeytabAndReturnUGI("ann", keytab.getPath());
        UserGroupInformation tokens = UserGroupInformation.createRemoteUser("ann", AuthMethod.TOKEN);
        tokens.addCredentials(tokensOf(ann, cluster));
        UserGroupInformation proxy = UserGroupInformation.createProxyUser(
                "ann", UserGroupInformation.loginUserFromKeytabAndReturnUGI("server", keytab.getPath()));
        try (Applications applications = new Applications(new Secured(cluster), Map.of("redis", redis))) {
            files.setOwner(applications.root(), "ann", "analysts");
            try {
                publishAs(UserGroupInformation.createRemoteUser("ann"), applications, "nobody", "no rows");
            } catch (IOException refused) {
                System.out.println("REFUSED to one who only says to be ann: " + refused.getMessage());
            }
            publishAs(ann, applications, "keytab", "first rows");
            publishAs(tokens, applications, "tokens", "second rows");
            String read = tokens.doAs(
                    (PrivilegedExceptionAction<String>) () -> applications.readHead(applications.dataset("reader")));
            System.out.println("READ " + read);
            publishAs(proxy, applications, "proxy", "third rows");
            outlivesItsTokens(tokens, ann, applications, cluster);
            for (var status : files.listStatus(new Path(applications.root(), "travel/route_delays/_turnstile"))) {
                System.out.println(status.getPath().getName() + " of " + status.getOwner());
            }
        }
    }

    private static Credentials tokensOf(UserGroupInformation user, MiniDFSCluster cluster) throws Exception {
        return user.doAs((PrivilegedExceptionAction<Credentials>) () -> {
            Credentials credentials = new Credentials();
            FileSystem.get(cluster.getConfiguration(0)).addDelegationTokens("ann", credentials);
            return credentials;
        });
    }

    /** As a job that runs for long: its first tokens are of no more use, and others are given to the same user. */
    @SuppressWarnings("SystemOut")
    private static void outlivesItsTokens(
            UserGroupInformation tokens, UserGroupInformation ann, Applications applications, MiniDFSCluster cluster)
            throws Exception {
        CachedDataset target = tokens.doAs(
                (PrivilegedExceptionAction<CachedDataset>) () -> applications.dataset("long", "rerun", "allow"));
        ann.doAs((PrivilegedExceptionAction<Void>) () -> {
            for (var token : tokens.getTokens()) {
                token.cancel(cluster.getConfiguration(0));
            }
            return null;
        });
        Eventually.within(Duration.ofSeconds(30), "the tokens are of no more use", () -> {
            try {
                return target.head().isEmpty();
            } catch (IOException refused) {
                System.out.println("EXPIRED: " + refused.getMessage());
                return true;
            }
        });
        tokens.addCredentials(tokensOf(ann, cluster));
        // As the root's user, whoever the thread runs as: tasks' files alone are written as that.
        GenerationWrite write = Applications.compute(target, WriteMode.REPLACE);
        tokens.doAs((PrivilegedExceptionAction<Void>) () -> {
            applications.writeTask(write, "fourth rows");
            return null;
        });
        try (write) {
            write.commit(Applications.content());
        }
        System.out.println("READ " + applications.readHead(target));
    }

    private static void publishAs(UserGroupInformation user, Applications applications, String name, String rows)
            throws Exception {
        user.doAs((PrivilegedExceptionAction<Void>) () -> {
            applications.publish(name, rows);
            return null;
        });
    }

    private record Secured(MiniDFSCluster cluster) implements TestFileSystem {
        @Override
        public Configuration configuration() {
            return new Configuration(cluster.getConfiguration(0));
        }

        @Override
        public Path freshRoot(String name) {
            try {
                Path root = cluster.getFileSystem().makeQualified(new Path("/" + name));
                cluster.getFileSystem().mkdirs(root);
                return root;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
