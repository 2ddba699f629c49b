/** Tests of the known-answer files. */
package dev.fourfold.harness.trace;
