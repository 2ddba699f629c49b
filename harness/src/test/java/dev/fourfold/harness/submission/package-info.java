/** Tests of submissions as they arrive, and of the places they are put in. */
package dev.fourfold.harness.submission;
