package dev.fourfold.harness;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The module table and the direction of the flow, held. */
final class ArchitectureTest {
  private static final JavaClasses FOURFOLD =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.fourfold");

  private static void hold(ArchRule rule) {
    rule.allowEmptyShould(false).check(FOURFOLD);
  }

  @Test
  void everyModuleIsHere() {
    for (String module : new String[] {"core", "baselines", "benchmarks", "harness"}) {
      String prefix = "dev.fourfold." + module + ".";
      assertTrue(
          FOURFOLD.stream().anyMatch(type -> type.getName().startsWith(prefix)),
          "no classes of " + module);
    }
  }

  @Test
  void coreNeedsNothingButTheJdk() {
    hold(
        classes()
            .that()
            .resideInAPackage("dev.fourfold.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.fourfold.core.."));
  }

  /** Data reads the text to train on, by any way that Java has. */
  @Test
  void onlyTheDataPackageOfCoreKnowsPaths() {
    hold(
        noClasses()
            .that()
            .resideInAPackage("dev.fourfold.core..")
            .and()
            .resideOutsideOfPackage("dev.fourfold.core.data")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.file.."));
  }

  /** The worker protocol needs {@code /proc} and the shared buffer. */
  @Test
  void onlyTheDataAndTheWorkerPackageOfCoreTouchFiles() {
    hold(
        noClasses()
            .that()
            .resideInAPackage("dev.fourfold.core..")
            .and()
            .resideOutsideOfPackages("dev.fourfold.core.data", "dev.fourfold.core.worker")
            .should()
            .dependOnClassesThat(
                resideInAPackage("java.nio.channels..")
                    .or(nameMatching("java\\.io\\.(File.*|RandomAccessFile)"))));
  }

  @Test
  void coreKnowsNoNetwork() {
    hold(
        noClasses()
            .that()
            .resideInAPackage("dev.fourfold.core..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.."));
  }

  @Test
  void baselinesNeedCoreOnly() {
    hold(
        classes()
            .that()
            .resideInAPackage("dev.fourfold.baselines..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "jdk.incubator.vector..",
                "dev.fourfold.core..",
                "dev.fourfold.baselines.."));
  }

  @Test
  void baselinesKnowOnlyTheContractOfCore() {
    hold(
        noClasses()
            .that()
            .resideInAPackage("dev.fourfold.baselines..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.fourfold.core.oracle..", "dev.fourfold.core.worker.."));
  }

  @Test
  void nobodyCompilesAgainstBaselines() {
    hold(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.fourfold.baselines..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.fourfold.baselines.."));
  }

  @Test
  void benchmarksKnowNothingOfTheHarness() {
    hold(
        noClasses()
            .that()
            .resideInAPackage("dev.fourfold.benchmarks..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.fourfold.harness.."));
  }

  @Test
  void theHarnessFlowsOneWay() {
    hold(
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.fourfold.harness..")
            .layer("submission")
            .definedBy("..harness.submission..")
            .layer("sandbox")
            .definedBy("..harness.sandbox..")
            .layer("verify")
            .definedBy("..harness.verify..")
            .layer("statistics")
            .definedBy("..harness.statistics..")
            .layer("measure")
            .definedBy("..harness.measure..")
            .layer("doctor")
            .definedBy("..harness.doctor..")
            .layer("training")
            .definedBy("..harness.training..")
            .layer("explain")
            .definedBy("..harness.explain..")
            .layer("result")
            .definedBy("..harness.result..")
            .layer("report")
            .definedBy("..harness.report..")
            .layer("grading")
            .definedBy("..harness.grading..")
            .layer("exploits")
            .definedBy("..harness.exploits..")
            .layer("cli")
            .definedBy("..harness.cli..")
            .whereLayer("sandbox")
            .mayOnlyBeAccessedByLayers(
                "submission", "doctor", "explain", "result", "report", "grading", "exploits", "cli")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("exploits")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("grading")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("result")
            .mayOnlyBeAccessedByLayers("report", "grading", "cli")
            .whereLayer("doctor")
            .mayOnlyBeAccessedByLayers("result", "report", "grading", "cli")
            .whereLayer("explain")
            .mayOnlyBeAccessedByLayers("report", "cli")
            .whereLayer("measure")
            .mayOnlyBeAccessedByLayers("doctor", "training", "result", "report", "grading", "cli")
            .whereLayer("verify")
            .mayOnlyBeAccessedByLayers(
                "measure", "result", "report", "grading", "exploits", "cli"));
  }
}
