/** Tests of the accounts that have to agree. */
package dev.fourfold.harness.measure;
