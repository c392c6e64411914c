package weir.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process used of the machine. */
final class Usage {
  private Usage() {}

  /** Seconds of all threads so far, the collector's and the compiler's too. */
  static double cpuSeconds() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return system.getProcessCpuTime() / 1e9;
  }

  /** From the start of the virtual machine, which has whole milliseconds, to a `nanoTime`. */
  static double secondsFromStart(long nanoTime) {
    long sinceStart =
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    return sinceStart / 1e3 - (System.nanoTime() - nanoTime) / 1e9;
  }

  /** The largest resident set so far in bytes; 0 where the system does not say. */
  static long peakMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    }
    return 0;
  }
}
