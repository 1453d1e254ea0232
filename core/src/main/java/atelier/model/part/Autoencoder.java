package atelier.model.part;

import atelier.model.GenerativeModel;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A model that encodes pictures, and whose pictures come out of the group {@code decoder} unless it says otherwise. */
public interface Autoencoder extends GenerativeModel {
    @Override
    Posterior encode(Tensor images, @Nullable Tensor labels);

    @Override
    default boolean hasEncoder() {
        return true;
    }

    @Override
    default List<String> generatorGroups() {
        return List.of("decoder");
    }
}
