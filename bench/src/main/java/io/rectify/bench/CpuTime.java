package io.rectify.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Of all threads of this process: what others do on the machine leaves it nearly untouched. */
final class CpuTime {
    private CpuTime() {}

    static double seconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }
}
