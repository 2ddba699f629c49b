/**
 * Results as people read them: the last stage before the command line prints.
 *
 * <p>Tables of one grading, {@link dev.fourfold.harness.report.Comparison comparisons} of many in
 * five formats, and the {@link dev.fourfold.harness.report.HtmlReport page}. Names in results are
 * strangers' words: nothing here prints one that has not been through {@code Escapes}.
 */
package dev.fourfold.harness.report;
