package io.turnstile.core.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Another time of day for a whole JVM: an agent that makes every class outside the JDK, be it ours, Hadoop's or
 * Redisson's, ask this class instead of {@link System#currentTimeMillis} and {@link Instant#now()}.
 */
public final class ShiftedClock {
    private static final String SELF = "io/turnstile/core/testing/ShiftedClock";
    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private static long shift;

    private ShiftedClock() {}

    /** The option for a JVM, with this class on its class path, whose clock is to be ahead (behind, if negative). */
    public static String option(Duration ahead) {
        Path jar = ScratchDirectory.create("agent").resolve("clock.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", ShiftedClock.class.getName());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream empty = new JarOutputStream(out, manifest)) {
            empty.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "-javaagent:" + jar + "=" + ahead.toMillis();
    }

    /** Called by the JVM before the main class. */
    public static void premain(String millis, Instrumentation instrumentation) {
        shift = Long.parseLong(millis);
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
                try {
                    return loader == null || name == null || name.equals(SELF) ? null : redirected(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    /** Takes the place of {@link System#currentTimeMillis}. */
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + shift;
    }

    /** Takes the place of {@link Instant#now()}. */
    public static Instant now() {
        return Instant.now().plusMillis(shift);
    }

    /** A class is told of the other clock by its constant pool alone, which gets one more class at its end. */
    private static byte[] redirected(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        in.skipBytes(8);
        int count = in.readUnsignedShort();
        Map<Integer, String> texts = new HashMap<>();
        Map<Integer, Integer> classes = new HashMap<>();
        Map<Integer, int[]> names = new HashMap<>();
        Map<Integer, int[]> methods = new HashMap<>();
        for (int i = 1; i < count; i++) {
            int at = bytes.length - in.available();
            int kind = in.readUnsignedByte();
            switch (kind) {
                case UTF8 -> texts.put(i, in.readUTF());
                case CLASS -> classes.put(i, in.readUnsignedShort());
                case METHOD -> methods.put(i, new int[] {in.readUnsignedShort(), in.readUnsignedShort(), at + 1});
                case NAME_AND_TYPE -> names.put(i, new int[] {in.readUnsignedShort(), in.readUnsignedShort()});
                case 8, 16, 19, 20 -> in.skipBytes(2);
                case 15 -> in.skipBytes(3);
                case 3, 4, 9, 11, 17, 18 -> in.skipBytes(4);
                case 5, 6 -> {
                    in.skipBytes(8);
                    i++; // A long takes two places.
                }
                default -> throw new IOException("No constant: " + kind);
            }
        }
        int end = bytes.length - in.available();
        byte[] changed = bytes.clone();
        boolean any = false;
        for (int[] method : methods.values()) {
            int[] name = names.get(method[1]);
            String call = texts.get(classes.get(method[0])) + "." + texts.get(name[0]) + texts.get(name[1]);
            if (call.equals("java/lang/System.currentTimeMillis()J")
                    || call.equals("java/time/Instant.now()Ljava/time/Instant;")) {
                changed[method[2]] = (byte) ((count + 1) >> 8);
                changed[method[2] + 1] = (byte) (count + 1);
                any = true;
            }
        }
        if (!any) {
            return null;
        }
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(result);
        out.write(changed, 0, 8);
        out.writeShort(count + 2);
        out.write(changed, 10, end - 10);
        out.writeByte(UTF8);
        out.writeUTF(SELF);
        out.writeByte(CLASS);
        out.writeShort(count);
        out.write(changed, end, changed.length - end);
        return result.toByteArray();
    }
}
