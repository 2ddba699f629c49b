package dev.fourfold.harness.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How far off each quantity may be: the committed outcome of a derivation.
 *
 * <p>The resource {@code bounds.properties} holds, for each quantity, the worst error that any
 * member of an ensemble of legal fp32 trainers made. A bound is {@value #MULTIPLE} times that, or
 * as many times half a unit in a float's last place. docs/verification.md says how it is derived.
 */
final class Bounds {
  /**
   * How many times the ensemble's worst error is still accepted. In 4,400 verifications of honest
   * trainers the largest error was 3.9 times the ensemble's worst, but for one of 4.4 times, and
   * the smallest lie of which the power is tested shows as 6.6 times: see docs/verification.md.
   */
  static final double MULTIPLE = 4;

  /** The relative error of rounding to float. */
  static final double ROUNDING = 0x1p-24;

  /** What begins the key of an entry that only the test of the derivation needs. */
  static final String SUBSET = "subset.";

  static final String RESOURCE = "bounds.properties";

  private static final Bounds COMMITTED = load();

  private final Map<String, Double> worst = new TreeMap<>();

  private Bounds() {}

  /** The bounds that come with this version of Fourfold. */
  static Bounds committed() {
    return COMMITTED;
  }

  private static Bounds load() {
    Properties properties = new Properties();
    try (InputStream resource = Bounds.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the build did not include " + RESOURCE);
      }
      properties.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Bounds bounds = new Bounds();
    for (String key : properties.stringPropertyNames()) {
      bounds.worst.put(key, Double.valueOf(properties.getProperty(key)));
    }
    return bounds;
  }

  /**
   * Bounds of one episode.
   *
   * @param errors of some quantities, by key: what is legal there, if it is more than the
   *     ensemble's worst
   */
  Bounds withErrors(Map<String, Double> errors) {
    Bounds own = new Bounds();
    own.worst.putAll(worst);
    errors.forEach((key, error) -> own.worst.merge(key, error, Math::max));
    return own;
  }

  /** The ensemble's worst error of every quantity. */
  Map<String, Double> worst() {
    return Map.copyOf(worst);
  }

  /**
   * The bound of a quantity.
   *
   * @throws IllegalStateException if the derivation did not cover it
   */
  double of(String key) {
    Double error = worst.get(key);
    if (error == null) {
      throw new IllegalStateException("no bound was derived for " + key);
    }
    return MULTIPLE * Math.max(error, ROUNDING);
  }
}
