package dev.fourfold.harness.training;

/**
 * A point on the curve of a training.
 *
 * @param step how many steps were done
 * @param seconds since the start
 * @param learningRate of the last step
 * @param trainingLoss mean over the steps since the point before, nats a byte
 * @param heldOutLoss of the parameters here, nats a byte
 */
public record TrainingPoint(
    int step, double seconds, double learningRate, double trainingLoss, double heldOutLoss) {}
