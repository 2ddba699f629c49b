/** Tests of the whole way from a candidate to its verdict. */
package dev.fourfold.harness.grading;
