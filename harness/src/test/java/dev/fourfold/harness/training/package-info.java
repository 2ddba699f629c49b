/** Tests of training for real. */
package dev.fourfold.harness.training;
