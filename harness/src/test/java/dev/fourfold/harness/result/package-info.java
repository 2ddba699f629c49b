/** Tests of the package of this name. */
package dev.fourfold.harness.result;
