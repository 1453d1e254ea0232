package atelier;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of the packages and the few rules that hold everywhere, as ARCHITECTURE.md draws them. */
class ArchitectureTest {
    private static final String ROOT = "atelier";

    /** Each imports only from those before it. */
    private static final List<String> ORDER = List.of(
            "provenance",
            "torch",
            "data",
            "nn",
            "model",
            "training",
            "evaluation",
            "report",
            "experiment",
            "serving",
            "cli");

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("atelier");
    }

    static Stream<String> packagesWithLaterOnes() {
        return ORDER.subList(0, ORDER.size() - 1).stream();
    }

    @ParameterizedTest
    @MethodSource("packagesWithLaterOnes")
    void importsNothingFromThePackagesToItsRight(String name) {
        holds(noClasses()
                .that()
                .resideInAPackage("atelier." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(after(name)));
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        assertThat(classes)
                .filteredOn(type -> !type.getPackageName().equals(ROOT))
                .allSatisfy(type -> assertThat(ORDER)
                        .as("the package of %s", type.getName())
                        .contains(type.getPackageName().split("\\.", 3)[1]));
    }

    /** The façade for programs stands before everything but the command line. */
    @Test
    void theRootPackageKnowsNoCommandLineAndNothingKnowsTheRootPackage() {
        holds(noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("atelier.cli.."));
        holds(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT));
    }

    @Test
    void familiesOfModelsDoNotKnowEachOther() {
        holds(slices().matching("atelier.model.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage("atelier.model.part..")));
        holds(noClasses()
                .that()
                .resideInAPackage("atelier.model.part..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "atelier.model.vae..",
                        "atelier.model.gan..",
                        "atelier.model.hybrid..",
                        "atelier.model.token..",
                        "atelier.model.flow.."));
    }

    @Test
    void onlyTorchDecidesWhenNativeMemoryIsFreed() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("atelier.torch..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(PointerScope.class));
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("atelier.torch..")
                .should()
                .callMethodWhere(new LifetimeCall()));
    }

    @Test
    void onlyTheCommandLineWritesToTheTerminal() {
        ArchRule standardOutput = noClasses()
                .that()
                .resideOutsideOfPackage("atelier.cli..")
                .should()
                .accessField(System.class, "out");
        ArchRule standardError = noClasses()
                .that()
                .resideOutsideOfPackage("atelier.cli..")
                .should()
                .accessField(System.class, "err");
        holds(standardOutput);
        holds(standardError);
    }

    @Test
    void nothingReadsSerializedObjects() {
        holds(noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class));
    }

    /** The rules above hold on nothing at all if the classes were not found. */
    @Test
    void aRuleThatIsBrokenIsSeen() {
        ArchRule broken = noClasses()
                .that()
                .resideInAPackage("atelier.provenance..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(RuntimeException.class);
        assertThatThrownBy(() -> broken.check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("AtelierException");
    }

    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }

    private static String[] after(String name) {
        return ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size()).stream()
                .map(later -> "atelier." + later + "..")
                .toArray(String[]::new);
    }

    private static final class LifetimeCall extends DescribedPredicate<JavaMethodCall> {
        LifetimeCall() {
            super("that end or prolong a native object's life");
        }

        @Override
        public boolean test(JavaMethodCall call) {
            MethodCallTarget target = call.getTarget();
            if (!target.getOwner().isAssignableTo(Pointer.class)) {
                return false;
            }
            return switch (target.getName()) {
                case "close", "deallocate", "retainReference", "releaseReference" ->
                    target.getRawParameterTypes().isEmpty();
                default -> false;
            };
        }
    }
}
