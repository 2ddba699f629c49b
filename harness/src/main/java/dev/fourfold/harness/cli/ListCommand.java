package dev.fourfold.harness.cli;

import dev.fourfold.benchmarks.episode.BuiltInTrainers;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.model.ParameterLayout;
import dev.fourfold.core.training.TrainerProvider;
import dev.fourfold.core.training.Workload;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What there is. */
@Command(
    name = "list",
    description = "Lists the built-in trainers and the workloads.",
    footerHeading = "%nExample:%n",
    footer = "  fourfold list")
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private JsonOption json;

  private record Known(String schema, List<String> trainers, List<Shape> workloads) {}

  private record Shape(
      String name, ModelConfig model, int batchSize, int steps, double flopsPerStep) {
    static Shape of(Workload workload) {
      return new Shape(
          workload.name(),
          workload.model(),
          workload.batchSize(),
          workload.steps(),
          workload.flopsPerStep());
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (json.isChosen()) {
      JsonOption.print(
          out,
          new Known(
              "fourfold/list/1",
              BuiltInTrainers.all().stream().map(TrainerProvider::name).toList(),
              Workload.published().stream().map(Shape::of).toList()));
      return 0;
    }
    out.println("trainers");
    for (TrainerProvider provider : BuiltInTrainers.all()) {
      out.println("  " + provider.name());
    }
    out.println("workloads");
    for (Workload workload : Workload.published()) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %-7s %s B=%d, %d steps an episode, %,d parameters, %.2f GFLOP a step: %s",
              workload.name(),
              workload.model(),
              workload.batchSize(),
              workload.steps(),
              ParameterLayout.of(workload.model()).size(),
              workload.flopsPerStep() / 1e9,
              workload.purpose()));
    }
    return 0;
  }
}
