/**
 * The safetensors file format: named tensors, as other programs read and write them.
 *
 * <p>A file is a header's length (8 bytes, little-endian, unsigned), the header (JSON, UTF-8) and
 * the tensors' bytes, little-endian and row-major, without gaps. The header maps each name to its
 * {@code dtype}, {@code shape} and {@code data_offsets}, the first byte and the one after the last,
 * counted from the end of the header; {@code __metadata__} maps strings to strings. Fourfold writes
 * F64, F32 and I64 and reads these.
 *
 * <p>It knows nothing of models or trainers.
 */
package dev.fourfold.harness.safetensors;
