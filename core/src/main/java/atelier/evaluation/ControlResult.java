package atelier.evaluation;

/**
 * Whether a metric ordered a control rightly.
 *
 * @param name of the control, such as {@code blurred}
 * @param metric name
 * @param passed whether the control came out as it must beside real pictures
 * @param real the metric of real pictures
 * @param control the metric of the control
 */
public record ControlResult(String name, String metric, boolean passed, double real, double control) {}
