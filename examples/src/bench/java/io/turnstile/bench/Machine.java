package io.turnstile.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A description of the machine that the figures were measured on. */
final class Machine {
    private Machine() {}

    /** In one line; the load is that of the last minute, before anything was measured. */
    static String description() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return "%s; %d cores, %.0f GB, %s %s, Java %s, load %.1f"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        system.getAvailableProcessors(),
                        system.getTotalMemorySize() / 1e9,
                        system.getName(),
                        system.getVersion(),
                        Runtime.version(),
                        system.getSystemLoadAverage());
    }
}
