/** Holds the walls to what docs/security.md promises: each is tried by a real process. */
package dev.fourfold.harness.sandbox;
