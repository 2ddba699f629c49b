package dev.fourfold.baselines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.core.kernel.Kernel;
import dev.fourfold.core.kernel.KernelProvider;
import dev.fourfold.core.kernel.LinearLayer;
import dev.fourfold.core.model.ModelConfig;
import dev.fourfold.core.training.OptimizerConfig;
import dev.fourfold.core.training.TrainingTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a benchmark times is checked here: the kernels of all trainers compute the same. */
class KernelsAgreeTest {

  /**
   * Of the sums' size: thousands of values of either sign, each with an error of some 1e-7. A wrong
   * operand gives another sum altogether.
   */
  private static final double TOLERANCE = 1e-4;

  private static final OptimizerConfig OPTIMIZER = new OptimizerConfig(0.9f, 0.99f, 1e-8f, 0.1f, 1);

  private static List<KernelProvider> providers() {
    return ServiceLoader.load(KernelProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  private static Map<String, BiFunction<KernelProvider, TrainingTask, Kernel>> kernels() {
    Map<String, BiFunction<KernelProvider, TrainingTask, Kernel>> kernels = new LinkedHashMap<>();
    for (LinearLayer layer : LinearLayer.values()) {
      kernels.put(layer + " forward", (provider, task) -> provider.linearForward(task, layer));
      kernels.put(layer + " backward", (provider, task) -> provider.linearBackward(task, layer));
    }
    kernels.put("attention forward", KernelProvider::attentionForward);
    kernels.put("attention backward", KernelProvider::attentionBackward);
    kernels.put("layer norm forward", KernelProvider::layerNormForward);
    kernels.put("layer norm backward", KernelProvider::layerNormBackward);
    kernels.put("GELU forward", KernelProvider::geluForward);
    kernels.put("GELU backward", KernelProvider::geluBackward);
    kernels.put("head and loss", KernelProvider::headAndLoss);
    kernels.put("optimizer", KernelProvider::optimizer);
    return kernels;
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (String kernel : kernels().keySet()) {
      for (TrainingTask task :
          List.of(
              new TrainingTask(new ModelConfig(1, 3, 39, 17, 50), OPTIMIZER, 3, 2),
              new TrainingTask(new ModelConfig(2, 2, 64, 32, 256), OPTIMIZER, 2, 1))) {
        cases.add(Arguments.of(kernel, task));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agree(String name, TrainingTask task) {
    BiFunction<KernelProvider, TrainingTask, Kernel> maker = kernels().get(name);
    Map<String, Double> sums = new LinkedHashMap<>();
    for (KernelProvider provider : providers()) {
      try (Kernel kernel = maker.apply(provider, task)) {
        kernel.run();
        sums.put(provider.trainer(), kernel.sum());
        // Again and again is what benchmarks do.
        kernel.run();
        assertTrue(Double.isFinite(kernel.sum()), provider.trainer());
      }
    }
    assertEquals(List.of("naive", "human", "frontier"), List.copyOf(sums.keySet()));
    double expected = sums.get("naive");
    assertTrue(expected != 0);
    sums.forEach(
        (trainer, sum) ->
            assertEquals(expected, sum, TOLERANCE * Math.max(1, Math.abs(expected)), trainer));
  }
}
