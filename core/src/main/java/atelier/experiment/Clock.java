package atelier.experiment;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Counts a run's training seconds, of the wall and of the processors, without pauses for evaluation, and how many of the
 * wall's were spent waiting for pictures.
 */
final class Clock {
    private double wall;
    private double cpu;
    private double data;
    private long wallStart;
    private long cpuStart;
    private boolean running;

    Clock(double wallSoFar, double cpuSoFar, double dataSoFar) {
        wall = wallSoFar;
        cpu = cpuSoFar;
        data = dataSoFar;
    }

    void start() {
        running = true;
        wallStart = System.nanoTime();
        cpuStart = processNanos();
    }

    void pause() {
        wall = seconds();
        cpu = cpuSeconds();
        running = false;
    }

    /** A step waited so long for its pictures. */
    void waitedForData(double seconds) {
        data += seconds;
    }

    double seconds() {
        return wall + (running ? (System.nanoTime() - wallStart) / 1e9 : 0);
    }

    double cpuSeconds() {
        return cpu + (running ? (processNanos() - cpuStart) / 1e9 : 0);
    }

    double dataSeconds() {
        return data;
    }

    private static long processNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
