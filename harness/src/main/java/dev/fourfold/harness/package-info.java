/**
 * The harness: grades candidates, one package a stage, in the order of the flow.
 *
 * <p>{@code doctor} says whether the machine is fit; {@code submission} reads and compiles what
 * arrives, in the {@code sandbox}; {@code verify} says whether it still computes the same training;
 * {@code measure} times it in rounds; {@code statistics} turns rounds into a speedup with an
 * interval; {@code result} is the record of it; {@code report} shows it; {@code grading} puts the
 * stages in a row. Beside the flow: {@code explain} says where a step's time goes, {@code training}
 * trains a model with any trainer and keeps it as {@code safetensors}, {@code trace} writes what a
 * trainer computes step by step, {@code exploits} tries the walls. {@code cli} is the command line.
 * Here is only what all of them need: the way to say that an input is bad, to show what a stranger
 * wrote, to write a file that is never half there, and to tidy up.
 */
package dev.fourfold.harness;
