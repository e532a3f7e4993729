package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the jar that users take: nothing that could meet a library of theirs, and who wrote the rest. */
class RuntimeJarIT {
    private static final Path RUNTIME_JAR = Path.of(System.getProperty("turnstile.runtime.jar"));
    private static final String SHADED = "io/turnstile/shaded/";

    @Test
    void allClassesAreTurnstilesOrHaveItsName() throws IOException {
        assertThat(classes()).isNotEmpty().allMatch(name -> name.startsWith("io/turnstile/"));
    }

    @Test
    void noticeNamesEveryLibraryThatIsInside() throws IOException {
        try (JarFile jar = new JarFile(RUNTIME_JAR.toFile());
                InputStream notice = jar.getInputStream(jar.getEntry("META-INF/NOTICE"))) {
            List<String> named = new String(notice.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("- "))
                    .map(line -> line.substring(2, line.indexOf(':')).replace('.', '/') + "/")
                    .toList();

            List<String> shaded =
                    classes().stream().filter(name -> name.startsWith(SHADED)).toList();
            assertThat(shaded)
                    .allSatisfy(name -> assertThat(named).anyMatch(library -> name.startsWith(SHADED + library)));
            assertThat(named)
                    .allSatisfy(library -> assertThat(shaded).anyMatch(name -> name.startsWith(SHADED + library)));
            assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
        }
    }

    private static List<String> classes() throws IOException {
        try (JarFile jar = new JarFile(RUNTIME_JAR.toFile())) {
            return jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .toList();
        }
    }
}
