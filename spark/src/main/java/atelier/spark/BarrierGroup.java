package atelier.spark;

import java.time.Duration;
import org.apache.spark.BarrierTaskContext;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;

/**
 * The tasks of one barrier stage as a Gloo group that sums flat tensors: what gradients need between
 * machines. Spark starts the tasks together and tells each the others' addresses; from then on they
 * talk to each other directly.
 *
 * <p>The first task keeps the meeting point (a small TCP store), so it must close last: call {@link
 * BarrierTaskContext#barrier()} before closing.
 */
public final class BarrierGroup implements AutoCloseable {
    private final ProcessGroupGloo group;
    private final TCPStore store;
    private final int rank;
    private final int size;

    private BarrierGroup(ProcessGroupGloo group, TCPStore store, int rank, int size) {
        this.group = group;
        this.store = store;
        this.rank = rank;
        this.size = size;
    }

    /**
     * Meets the other tasks of this stage; every one of them must call it.
     *
     * @param timeout how long a task waits for another, here and in each sum, before it fails
     */
    public static BarrierGroup join(BarrierTaskContext context, Duration timeout) {
        int rank = context.partitionId();
        int size = context.getTaskInfos().length;
        String host = hostOf(context.getTaskInfos()[rank].address());

        try (PointerScope setup = new PointerScope()) {
            Milliseconds wait = new Milliseconds(timeout.toMillis());
            TCPStore store;
            if (rank == 0) {
                store = store(host, 0, true, wait);
                context.allGather(host + ":" + Short.toUnsignedInt(store.getPort()));
            } else {
                String meeting = context.allGather("")[0];
                int colon = meeting.lastIndexOf(':');
                int port = Integer.parseInt(meeting.substring(colon + 1));
                store = store(meeting.substring(0, colon), port, false, wait);
            }
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(wait);
            options.devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(host)));
            ProcessGroupGloo group = new ProcessGroupGloo(store, rank, size, options);
            // The store, too: others may still be asking it for addresses when this task has all of its own.
            group.retainReference();
            store.retainReference();
            return new BarrierGroup(group, store, rank, size);
        }
    }

    /** This task's place in the group, 0 to {@link #size()} - 1. */
    public int rank() {
        return rank;
    }

    /** How many tasks there are in the group. */
    public int size() {
        return size;
    }

    /**
     * Replaces the values by their sum over all tasks.
     *
     * @param flat [P] float32, contiguous, the same P everywhere
     */
    public void sum(Tensor flat) {
        try (PointerScope call = new PointerScope()) {
            Work work = group.allreduce(new TensorVector(flat));
            work._wait();
        }
    }

    @Override
    public void close() {
        group.close();
        store.close();
    }

    private static TCPStore store(String host, int port, boolean server, Milliseconds timeout) {
        TCPStoreOptions options = new TCPStoreOptions();
        options.port((short) port);
        options.isServer(server);
        // The server must not wait here: the others learn its address only afterwards.
        options.waitWorkers(false);
        options.timeout(timeout);
        return new TCPStore(host, options);
    }

    private static String hostOf(String address) {
        int colon = address.lastIndexOf(':');
        return colon < 0 ? address : address.substring(0, colon);
    }
}
