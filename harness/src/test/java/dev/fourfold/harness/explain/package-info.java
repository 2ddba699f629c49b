/** Tests of explaining where a step's time goes. */
package dev.fourfold.harness.explain;
