/** Tests of reports. */
package dev.fourfold.harness.report;
