package dev.fourfold.baselines.frontier;

/** What a worker can be doing during a step. */
enum Phase {
  EMBEDDING("embedding"),
  NORMALISATION("normalisation"),
  PRODUCTS_FORWARD("products forward"),
  ATTENTION("attention"),
  ACTIVATION("activation"),
  LOSS("loss"),
  PRODUCTS_BACKWARD("products backward"),
  OPTIMIZER("optimizer"),
  WAITING("waiting");

  private final String title;

  Phase(String title) {
    this.title = title;
  }

  /** What reports call it. */
  String title() {
    return title;
  }
}
