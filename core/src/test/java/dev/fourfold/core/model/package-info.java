/** Tests of the model's shape, layout and initial parameters. */
package dev.fourfold.core.model;
