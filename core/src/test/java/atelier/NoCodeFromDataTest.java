package atelier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import atelier.provenance.AtelierException;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Read over the bytecode: no file that Atelier opens can make it run code or start a program. */
class NoCodeFromDataTest {
    private static final Set<String> FORBIDDEN_TYPES = Set.of(
            "java.io.ObjectInputStream",
            "java.io.ObjectInput",
            "java.beans.XMLDecoder",
            "java.rmi.MarshalledObject",
            "java.net.URLClassLoader",
            "java.lang.ProcessBuilder",
            "org.bytedeco.pytorch.Unpickler",
            "org.bytedeco.pytorch.JitModule",
            "org.bytedeco.pytorch.InputArchive",
            "org.yaml.snakeyaml.Yaml");
    private static final Set<String> FORBIDDEN_PACKAGES =
            Set.of("javax.script", "javax.naming", "java.rmi", "groovy.lang", "org.yaml.snakeyaml.constructor");
    /** Class.name of methods that turn data into code, a process or an object of a class that the data name. */
    private static final Set<String> FORBIDDEN_CALLS = Set.of(
            "java.lang.Runtime.exec",
            "java.lang.Runtime.load",
            "java.lang.Runtime.loadLibrary",
            "java.lang.System.load",
            "java.lang.System.loadLibrary",
            "java.lang.Class.forName",
            "java.lang.reflect.Method.invoke",
            "java.lang.reflect.Constructor.newInstance",
            "java.lang.ClassLoader.loadClass",
            "java.lang.ClassLoader.defineClass",
            "java.lang.invoke.MethodHandles$Lookup.defineClass",
            "com.fasterxml.jackson.databind.ObjectMapper.activateDefaultTyping",
            "com.fasterxml.jackson.databind.ObjectMapper.activateDefaultTypingAsProperty",
            "com.fasterxml.jackson.databind.ObjectMapper.enableDefaultTyping",
            "com.fasterxml.jackson.databind.ObjectMapper.setDefaultTyping",
            "org.bytedeco.pytorch.global.torch.pickle_load",
            "org.bytedeco.pytorch.global.torch.unpickle",
            "org.bytedeco.pytorch.global.torch.load",
            "org.bytedeco.pytorch.global.torch.jit_load");

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() throws URISyntaxException {
        Path folder = Path.of(AtelierException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        classes = new ClassFileImporter().importPath(folder);
    }

    @Test
    void nothingUsesATypeThatReadsObjectsOrRunsScriptsOrPrograms() {
        assertThat(classes.size()).isGreaterThan(200);
        check(noClasses().should().dependOnClassesThat(new ForbiddenType()));
    }

    @Test
    void nothingCallsAMethodThatTurnsDataIntoCode() {
        check(noClasses().should().accessTargetWhere(new ForbiddenCall()));
    }

    @Test
    void theRulesSeeWhatTheyForbid() {
        JavaClasses offenders = new ClassFileImporter().importClasses(Offender.class);
        assertThat(noClasses()
                        .should()
                        .dependOnClassesThat(new ForbiddenType())
                        .evaluate(offenders)
                        .hasViolation())
                .isTrue();
        assertThat(noClasses()
                        .should()
                        .dependOnClassesThat(new ForbiddenType())
                        .evaluate(new ClassFileImporter().importClasses(Registrar.class))
                        .hasViolation())
                .as("a package below a forbidden one")
                .isTrue();
        assertThat(noClasses()
                        .should()
                        .accessTargetWhere(new ForbiddenCall())
                        .evaluate(offenders)
                        .hasViolation())
                .isTrue();
    }

    private static void check(ArchRule rule) {
        rule.check(classes);
    }

    private static final class ForbiddenType extends DescribedPredicate<JavaClass> {
        ForbiddenType() {
            super("that read objects or run scripts or programs");
        }

        @Override
        public boolean test(JavaClass type) {
            // Also packages below those.
            return FORBIDDEN_TYPES.contains(type.getName())
                    || FORBIDDEN_PACKAGES.stream()
                            .anyMatch(name -> (type.getPackageName() + ".").startsWith(name + "."));
        }
    }

    private static final class ForbiddenCall extends DescribedPredicate<JavaAccess<?>> {
        ForbiddenCall() {
            super("methods that turn data into code");
        }

        @Override
        public boolean test(JavaAccess<?> access) {
            return FORBIDDEN_CALLS.contains(
                    access.getTargetOwner().getName() + "." + access.getTarget().getName());
        }
    }

    /** Depends on a package below one that is forbidden. */
    private static final class Registrar {
        java.rmi.registry.@org.jspecify.annotations.Nullable Registry registry;
    }

    /** Does what is forbidden. */
    private static final class Offender {
        Object read(java.io.InputStream stream) throws Exception {
            Class.forName("any");
            return new java.io.ObjectInputStream(stream).readObject();
        }
    }
}
