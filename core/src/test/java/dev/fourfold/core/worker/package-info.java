/** Tests of the worker protocol, with real processes on the other side of the pipe. */
package dev.fourfold.core.worker;
