/**
 * The harness: grades candidates, one package a stage, in the order of the flow.
 *
 * <p>{@code submission} reads and compiles what arrives; {@code verify} says whether it still
 * computes the same training; {@code measure} times it in rounds; {@code statistics} turns rounds
 * into a speedup with an interval; {@code result} is the record of it; {@code report} shows it;
 * {@code grading} puts the stages in a row; {@code cli} is the command line. Here is only what all
 * of them need: the way to say that an input is bad, and to show what a stranger wrote.
 */
package dev.fourfold.harness;
