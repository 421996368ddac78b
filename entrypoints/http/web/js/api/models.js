/**
 * Calls for the models of this service.
 *
 * @typedef {{progress: number, done_bytes: number, whole_bytes: number, error: string | null}}
 *   Download
 * @typedef {{name: string, is_default: boolean, served: boolean, loaded: boolean,
 *   bytes_held: number, origin: "folder" | "built-in" | "downloaded" | null,
 *   size_bytes: number | null, memory_bytes: number | null, parameters: number | null,
 *   languages: "all" | "english" | null, licence: string | null, repository: string | null,
 *   download: Download | null}} Model
 * @typedef {{id: string, loaded: boolean, on_disk: boolean, size_bytes: number | null,
 *   languages: "all" | "english" | null}} Offer
 */
import { request, requestJson } from "./request.js";

/**
 * The models that jobs may name, the default first.
 *
 * @param {AbortSignal} [signal]
 * @returns {Promise<Offer[]>}
 */
export async function offeredModels(signal) {
  return (await requestJson("/v1/models", { signal })).data;
}

/** All models that are served, on this server or in the catalogue. For admins. @returns {Promise<Model[]>} */
export async function listModels(signal) {
  return (await requestJson("/admin/models", { signal })).models;
}

/** Begin to download a model. @param {string} name @returns {Promise<Model>} */
export function downloadModel(name) {
  return requestJson("/admin/models", { method: "POST", json: { name } });
}

/** Make a model the default. @param {string} name @returns {Promise<Model>} */
export function chooseModel(name) {
  return requestJson("/admin/models/default", { method: "PUT", json: { name } });
}

/** Remove a model from the disk, or cancel its download. @param {string} name */
export function removeModel(name) {
  const path = name.split("/").map(encodeURIComponent).join("/");
  return request(`/admin/models/${path}`, { method: "DELETE" });
}
