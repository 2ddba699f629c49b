/** Tests of workloads and episodes. */
package dev.fourfold.core.training;
