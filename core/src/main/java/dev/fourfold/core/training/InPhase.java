package dev.fourfold.core.training;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which phase of a step a method computes, whatever it calls included, unless that says
 * otherwise. Whoever explains where a trainer's time goes reads it from the class file; it costs
 * nothing when the method runs.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface InPhase {
  /** The phase. */
  StepPhase value();
}
