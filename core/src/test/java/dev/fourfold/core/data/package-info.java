/** Tests of the corpus and of the batches drawn from it. */
package dev.fourfold.core.data;
