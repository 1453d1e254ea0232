package atelier.torch;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Where tensors live and operators run, chosen by name. */
public enum Device {
    CPU("cpu", DeviceType.CPU),
    CUDA("cuda", DeviceType.CUDA);

    private final String label;
    private final DeviceType type;

    Device(String label, DeviceType type) {
        this.label = label;
        this.type = type;
    }

    /**
     * The device of that name.
     *
     * @param name {@code cpu} or {@code cuda}
     * @throws AtelierException if there is no such device or this machine lacks it
     */
    public static Device named(String name) {
        for (Device device : values()) {
            if (device.label.equals(name)) {
                if (device == CUDA && !Torch.cudaAvailable()) {
                    throw new AtelierException(
                            Exit.USAGE,
                            "device cuda is not available: no CUDA natives on the class path or no GPU answers."
                                    + " Set ATELIER_NATIVES=cuda before ./atelier, which then builds with them (Linux,"
                                    + " NVIDIA; for Maven: ./mvnw -Pcuda), or use '--device cpu'.");
                }
                return device;
            }
        }
        throw new AtelierException(Exit.USAGE, "device is '" + name + "', expected cpu or cuda");
    }

    /** The name that settings use. */
    public String label() {
        return label;
    }

    /** Whether this is a GPU. */
    public boolean isCuda() {
        return this == CUDA;
    }

    DeviceType type() {
        return type;
    }

    /** The tensor on this device; the same tensor where it already lies there. */
    public Tensor place(Tensor tensor) {
        if (this == CPU) {
            return tensor;
        }
        ScalarType scalarType = tensor.scalar_type();
        return tensor.to(new org.bytedeco.pytorch.Device(type), scalarType);
    }
}
