/** Tests of the command line, run as a user would, with both streams captured. */
package dev.fourfold.harness.cli;
