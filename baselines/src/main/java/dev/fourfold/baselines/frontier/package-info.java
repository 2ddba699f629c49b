/**
 * The frontier: the fastest trainer that we know how to write in pure Java, on the Vector API.
 *
 * <p>It stands beside the naive and the human trainer as one more implementation of {@link
 * dev.fourfold.core.training.Trainer}, and shows how much room there is above them. It names
 * nothing that a submission may not name: whoever wants to go on from here can start with a copy.
 * Its words:
 *
 * <ul>
 *   <li>a <i>panel</i> is a strip of a matrix, two vectors wide, whose rows follow one another in
 *       memory. Every matrix here, be it weight, activation or gradient, is kept as panels ({@link
 *       dev.fourfold.baselines.frontier.PanelMatrix})
 *   <li>a <i>tile</i> is eight rows of one panel: the sixteen vectors that a product keeps in
 *       registers ({@link dev.fourfold.baselines.frontier.ProductTile}), or eight at a time where
 *       there are too few ({@link dev.fourfold.baselines.frontier.HalfTile}); all loops over rows
 *       go by tiles
 *   <li>a <i>block</i> is a square of panel-width rows of one panel: what a transposition moves
 *   <li>a <i>member</i> is one thread of the team, which has as many as the task grants; it owns
 *       the same rows in every phase of a step, so that members meet four times a step and not at
 *       every product
 * </ul>
 *
 * <p>Panels have padding: columns beyond a matrix's width, rows beyond a sequence's length. It
 * holds zeros wherever a sum runs over it, so that no kernel needs a special case for odd shapes.
 */
package dev.fourfold.baselines.frontier;
