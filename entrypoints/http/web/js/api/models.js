/** The models this service can use, the default first. */
import { requestJson } from "./request.js";

/** @param {AbortSignal} [signal] @returns {Promise<string[]>} their names */
export async function modelNames(signal) {
  const { data } = await requestJson("/v1/models", { signal });
  return data.map(({ id }) => id);
}
