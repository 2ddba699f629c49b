/** Tests of the harness: its structure here, its stages in packages of their own. */
package dev.fourfold.harness;
