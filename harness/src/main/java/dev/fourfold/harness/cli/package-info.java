/**
 * The command line: thin commands over the stages.
 *
 * <p>Tables and results go to standard output, progress and complaints to standard error. A command
 * parses and calls one service; exceptions become an exit code and one clear line in one place,
 * {@link dev.fourfold.harness.cli.Fourfold}.
 */
package dev.fourfold.harness.cli;
