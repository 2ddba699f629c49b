/**
 * The human reference: what a competent person makes of the textbook trainer in four to eight hours
 * with one thread and without the Vector API.
 *
 * <p>It stands for the "4×" that submissions are compared with. {@link
 * dev.fourfold.baselines.human.HumanTrainer} opens with the ledger of what was changed and what it
 * brought. The letters of dimensions are those of {@code dev.fourfold.core.model}.
 */
package dev.fourfold.baselines.human;
