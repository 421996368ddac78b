/** Files can be moved or written to after they were chosen; then browsers no longer lend them. */
import { Problem } from "../api/problem.js";

/**
 * Check that a file can still be read; otherwise the error would look like a network failure.
 *
 * @param {Blob} file
 * @throws {Problem}
 */
export async function ensureReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    const words = "This file cannot be read any more: it was moved or changed. Choose it again.";
    throw new Problem(422, "file_changed", words);
  }
}
