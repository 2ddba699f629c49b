package dev.fourfold.harness.training;

import dev.fourfold.core.data.Corpus;
import dev.fourfold.core.training.Workload;

/**
 * What is trained, on what, and how long.
 *
 * @param workload the model, the optimizer and the batch
 * @param corpus its training part is trained on, its held-out part is not
 * @param threads granted to the trainer
 * @param budget when to stop
 * @param schedule the learning rate of each step
 * @param seed of the initial parameters, the batches and the sampled text
 */
public record TrainingPlan(
    Workload workload,
    Corpus corpus,
    int threads,
    Budget budget,
    LearningRateSchedule schedule,
    long seed) {}
