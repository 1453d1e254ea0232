package atelier.bench;

import atelier.model.part.StagePlan;
import atelier.torch.Parameter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many floating point operations (two per multiply-add) a training step asks for per picture, counted from the
 * shapes of convolutions and matrix products; padding counts as if it were computed, everything else not at all.
 *
 * <p>With F for a forward pass: the gradient of the weights costs F, and that of the input F again. Where nobody wants
 * the gradient of the pictures, the first layer saves its part of the latter.
 */
final class StepOperations {
    /** Stages of any network: of a path that goes one way, or down and up. */
    private static final Pattern STAGE = Pattern.compile("\\.(?:stage|down|up)(\\d+)\\.");

    private final List<Parameter> layout;
    private final StagePlan plan;

    StepOperations(List<Parameter> layout, StagePlan plan) {
        this.layout = layout;
        this.plan = plan;
    }

    /** One step of a VAE, per picture. */
    double vae() {
        return training("encoder", "encoder.input.weight") + training("decoder", "decoder.first.weight");
    }

    /** One step of a GAN per real picture, on average over steps with and without penalty. */
    double gan(int penaltyInterval) {
        return game("generator", penaltyInterval);
    }

    /** One step of flow matching's U-Net, per picture. */
    double flow() {
        return training("velocity", "velocity.input.weight") + 3 * attention();
    }

    /** Queries with keys, and the answers with values, between all places of the smallest stage. */
    private double attention() {
        double places = plan.sides().get(0) * plan.sides().get(0);
        return 2 * 2 * places * places * plan.channels().get(0);
    }

    /** One step of a VAE-GAN's second part, in which the encoder only computes forward. */
    double vaegan(int penaltyInterval) {
        return forward("encoder") + game("decoder", penaltyInterval);
    }

    private double game(String generator, int penaltyInterval) {
        double judged = forward("discriminator");
        double critic = 2 * training("discriminator", "discriminator.input.weight");
        // The gradient of the pictures (F), its derivative (2F), and the pictures' own gradient, for real and fake.
        double penalised = 2 * (3 * judged + 3 * judged);
        double critics = ((penaltyInterval - 1) * critic + penalised) / penaltyInterval;
        // Through the resting discriminator forward and back to the pictures.
        return critics + 2 * judged + training(generator, generator + ".first.weight");
    }

    private double training(String group, String firstLayer) {
        return 3 * forward(group) - layer(firstLayer);
    }

    private double layer(String name) {
        return layout.stream()
                .filter(parameter -> parameter.name().equals(name))
                .mapToDouble(this::operations)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no parameter is named " + name));
    }

    /** A forward pass of one picture through a group. */
    double forward(String group) {
        return layout.stream()
                .filter(parameter -> parameter.group().equals(group))
                .mapToDouble(this::operations)
                .sum();
    }

    private double operations(Parameter parameter) {
        long[] shape = parameter.shape();
        boolean convolution = shape.length == 4 && !parameter.name().contains(".pooling.");
        if (!convolution && shape.length != 2) {
            return 0;
        }
        double side = convolution ? outputSide(parameter.name()) : rowsSide(parameter.name());
        return 2.0 * parameter.count() * side * side;
    }

    /** Side of what a convolution gives. */
    private int outputSide(String name) {
        Matcher stage = STAGE.matcher(name);
        if (!stage.find()) {
            return plan.sides().get(plan.count() - 1);
        }
        int index = Integer.parseInt(stage.group(1));
        boolean smaller = name.contains(".halve.") || name.contains(".narrow.");
        return plan.sides().get(smaller ? index - 1 : index);
    }

    /** A matrix is multiplied with one row per picture, but in attention with one per place of the smallest stage. */
    private int rowsSide(String name) {
        return name.contains(".attention.") ? plan.sides().get(0) : 1;
    }
}
