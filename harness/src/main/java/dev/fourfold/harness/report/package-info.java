/** Results as people read them: the last stage before the command line prints. */
package dev.fourfold.harness.report;
