/** Tests of the trainer on libtorch. */
package dev.fourfold.peers.libtorch;
