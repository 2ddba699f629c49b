/**
 * The shape of the language model: GPT-2's architecture and where each of its parameters lies.
 *
 * <p>This is the first stage of the flow; everything else builds on its words. The letters used for
 * dimensions, here and in every trainer:
 *
 * <ul>
 *   <li>B: batch, the number of sequences in a step
 *   <li>T: time, the number of positions of a sequence (the context length)
 *   <li>C: channels, the width of the residual stream
 *   <li>H: heads of attention; hs = C / H is a head's size
 *   <li>L: layers (transformer blocks)
 *   <li>V: vocabulary, the number of tokens
 * </ul>
 */
package dev.fourfold.core.model;
