/** Tests of the file format, hostile files among them. */
package dev.fourfold.harness.safetensors;
