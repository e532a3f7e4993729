package io.turnstile.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A key, its certificate that nobody else has signed, and a store that trusts it, as files that are removed with this
 * JVM.
 */
public final class Certificates {
    /** Of both stores. */
    public static final String PASSWORD = "changeit";

    private static final String NAME = "redis";

    private final Path directory = ScratchDirectory.create("certificates");

    private Certificates(String subject) {
        try {
            Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            Process made = new ProcessBuilder(List.of(
                            keytool.toString(),
                            "-genkeypair",
                            "-alias",
                            NAME,
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=test",
                            "-ext",
                            "SAN=" + subject,
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            keyStore().toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("keytool.log").toFile())
                    .start();
            if (!made.waitFor(30, TimeUnit.SECONDS) || made.exitValue() != 0) {
                throw new IllegalStateException(Files.readString(directory.resolve("keytool.log")));
            }
            spread();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fresh ones, for a name as keytool spells it: {@code ip:127.0.0.1} or {@code dns:host7}. */
    public static Certificates of(String subject) {
        return new Certificates(subject);
    }

    private void spread() throws GeneralSecurityException, IOException {
        char[] password = PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance(keyStore().toFile(), password);
        pem(key(), "PRIVATE KEY", keys.getKey(NAME, password).getEncoded());
        pem(certificate(), "CERTIFICATE", keys.getCertificate(NAME).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(NAME, keys.getCertificate(NAME));
        try (var out = Files.newOutputStream(trustStore())) {
            trusted.store(out, password);
        }
    }

    private static void pem(Path file, String what, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }

    /** The key with its certificate, PKCS12. */
    public Path keyStore() {
        return directory.resolve("keys.p12");
    }

    /** The certificate alone, to be trusted, PKCS12. */
    public Path trustStore() {
        return directory.resolve("trusted.p12");
    }

    /** The key alone, PEM. */
    public Path key() {
        return directory.resolve("key.pem");
    }

    /** The certificate alone, PEM. */
    public Path certificate() {
        return directory.resolve("certificate.pem");
    }
}
