/** The models this service can use, the default first. */
import { requestJson } from "./request.js";

/** The model that comes with the service, and knows digits only. */
export const BUNDLED = "digits";

/** @param {AbortSignal} [signal] @returns {Promise<string[]>} their names */
export async function modelNames(signal) {
  const { data } = await requestJson("/v1/models", { signal });
  return data.map(({ id }) => id);
}
