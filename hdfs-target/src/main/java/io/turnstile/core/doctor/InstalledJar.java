package io.turnstile.core.doctor;

import io.turnstile.core.identity.DatasetKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * Turnstile as a JVM has it: where it lies on the class path, and a digest by which the jars of two JVMs can be compared. Also
 * for JVMs that have nothing but the jar, such as Spark's executors.
 *
 * @param places where it lies; one, if all is well
 * @param digest of the jar that is in use; empty if it is no jar
 */
public record InstalledJar(List<String> places, String digest) {
    /** A class that is in every Turnstile. */
    private static final Class<?> ANY = DatasetKey.class;

    private static final int BUFFER = 1 << 16;

    public InstalledJar {
        places = List.copyOf(places);
    }

    /** What this JVM has. @throws IOException if it cannot be read */
    public static InstalledJar here() throws IOException {
        return new InstalledJar(places(InstalledJar.class.getClassLoader()), digestOfOurs());
    }

    static List<String> places(ClassLoader loader) throws IOException {
        String resource = ANY.getName().replace('.', '/') + ".class";
        return Collections.list(loader.getResources(resource)).stream()
                .map(URL::toString)
                .map(place -> place.replaceAll("(^jar:file:|^file:|!?/" + resource + "$)", ""))
                .distinct()
                .toList();
    }

    private static String digestOfOurs() throws IOException {
        CodeSource source = ANY.getProtectionDomain().getCodeSource();
        if (source == null || !"file".equals(source.getLocation().getProtocol())) {
            return "";
        }
        try {
            Path jar = Path.of(source.getLocation().toURI());
            return Files.isRegularFile(jar) ? digest(jar) : "";
        } catch (URISyntaxException odd) {
            return "";
        }
    }

    private static String digest(Path jar) throws IOException {
        try (InputStream in = Files.newInputStream(jar)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
