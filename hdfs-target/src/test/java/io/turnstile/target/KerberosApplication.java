package io.turnstile.target;

import io.turnstile.target.testing.TestFileSystem;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PrivilegedExceptionAction;
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
 * A main class with a KDC and an HDFS that wants Kerberos, for which Hadoop has one switch in a JVM. Two applications
 * share a dataset: ann's, which has a keytab, and one that has nothing but her delegation tokens, as a driver on a cluster
 * has. It says who owns what they wrote.
 */
final class KerberosApplication {
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
        application.kdc.createPrincipal(application.keytab, "hdfs/localhost", "HTTP/localhost", "ann");
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
    }

    @SuppressWarnings("SystemOut")
    private void run(MiniDFSCluster cluster) throws Exception {
        FileSystem files = cluster.getFileSystem();
        UserGroupInformation ann = UserGroupInformation.loginUserFromKeytabAndReturnUGI("ann", keytab.getPath());
        UserGroupInformation tokens = UserGroupInformation.createRemoteUser("ann", AuthMethod.TOKEN);
        tokens.addCredentials(ann.doAs((PrivilegedExceptionAction<Credentials>) () -> {
            Credentials credentials = new Credentials();
            FileSystem.get(cluster.getConfiguration(0)).addDelegationTokens("ann", credentials);
            return credentials;
        }));
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
            for (var status : files.listStatus(new Path(applications.root(), "travel/route_delays/_turnstile"))) {
                System.out.println(status.getPath().getName() + " of " + status.getOwner());
            }
        }
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
