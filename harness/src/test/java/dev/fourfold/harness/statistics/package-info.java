/** Tests of the statistics. */
package dev.fourfold.harness.statistics;
