package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Parameter;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Takes a copy of the weights before every phase of a step, through a model that is otherwise unchanged. */
final class PhaseRecorder {
    /** A pairing loss sees only differences of logits: no gradient reaches their common offset. */
    private static final Set<String> MAY_REST = Set.of("discriminator.output.bias");

    private final Function<Parameters, GenerativeModel> build;
    private final List<Phase> phases = new ArrayList<>();
    private final List<float[]> before = new ArrayList<>();
    private List<Parameter> parameters = List.of();
    private @Nullable ParameterStore store;

    PhaseRecorder(Function<Parameters, GenerativeModel> build) {
        this.build = build;
    }

    GenerativeModel build(Parameters declared) {
        GenerativeModel model = build.apply(declared);
        parameters = declared.all();
        return new Recorded(model);
    }

    /** Records from now on. */
    void watch(ParameterStore watched) {
        store = watched;
    }

    void assertOnlyTheGroupsOfEachPhaseMoved() {
        assertThat(phases).isNotEmpty();
        before.add(Torch.toFloats(store.values()));
        for (int i = 0; i < phases.size(); i++) {
            Phase phase = phases.get(i);
            for (Parameter parameter : parameters) {
                if (MAY_REST.contains(parameter.name())) {
                    continue;
                }
                assertThat(moved(parameter, before.get(i), before.get(i + 1)))
                        .as("phase %s moves %s", phase.name(), parameter.name())
                        .isEqualTo(phase.groups().contains(parameter.group()));
            }
        }
    }

    private boolean moved(Parameter parameter, float[] earlier, float[] later) {
        ParameterStore.Range range = store.range(parameter.name());
        int from = (int) range.offset();
        int to = from + (int) range.length();
        return !Arrays.equals(earlier, from, to, later, from, to);
    }

    private Tensor record(Phase phase, StepContext step) {
        if (store != null) {
            phases.add(phase);
            before.add(Torch.toFloats(store.values()));
        }
        return phase.loss().of(step);
    }

    private final class Recorded implements GenerativeModel {
        private final GenerativeModel model;

        Recorded(GenerativeModel model) {
            this.model = model;
        }

        @Override
        public List<Phase> phases(Progress progress) {
            return model.phases(progress).stream()
                    .map(phase -> new Phase(phase.name(), phase.groups(), phase.frozen(), step -> record(phase, step)))
                    .toList();
        }

        @Override
        public ImageShape shape() {
            return model.shape();
        }

        @Override
        public int latentSize() {
            return model.latentSize();
        }

        @Override
        public List<String> generatorGroups() {
            return model.generatorGroups();
        }

        @Override
        public Tensor decode(Tensor latents, @Nullable Tensor labels) {
            return model.decode(latents, labels);
        }
    }
}
