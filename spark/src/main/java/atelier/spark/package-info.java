/** Training across the machines of a Spark cluster: barrier stages whose tasks sum their gradients. */
@NullMarked
package atelier.spark;

import org.jspecify.annotations.NullMarked;
