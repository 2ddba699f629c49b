/** Tests that give the oracle its authority: finite differences, formulas by hand, invariances. */
package dev.fourfold.core.oracle;
