/**
 * Where a step's time goes.
 *
 * <p>It stands beside the flow, after {@code submission} and before {@code report}: it takes a
 * candidate and gives an {@link dev.fourfold.harness.explain.Explanation}. A trainer that has a
 * clock of its own ({@link dev.fourfold.core.training.PhaseTimed}) is asked, if it is built in; of
 * every other the JDK's flight recorder takes samples, which methods' annotations ({@link
 * dev.fourfold.core.training.InPhase}) sort into phases. Nothing here enters a result.
 */
package dev.fourfold.harness.explain;
