package atelier.experiment;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Counts a run's training seconds, of the wall and of the processors, without pauses for evaluation. */
final class Clock {
    private double wall;
    private double cpu;
    private long wallStart;
    private long cpuStart;
    private boolean running;

    Clock(double wallSoFar, double cpuSoFar) {
        wall = wallSoFar;
        cpu = cpuSoFar;
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

    double seconds() {
        return wall + (running ? (System.nanoTime() - wallStart) / 1e9 : 0);
    }

    double cpuSeconds() {
        return cpu + (running ? (processNanos() - cpuStart) / 1e9 : 0);
    }

    private static long processNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
