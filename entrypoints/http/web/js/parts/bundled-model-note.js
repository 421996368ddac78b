/** An honest word on the model that comes with the service. */
import { h } from "../dom.js";

export function bundledModelNote() {
  return h(
    "p",
    { class: "notice" },
    h("strong", {}, "The bundled model knows digits only. "),
    "It understands spoken digits (0 to 9) in English, German, French and Spanish; any other speech becomes digits or nothing. For real speech, start the service with a real model, such as ",
    h("code", {}, "WHISPER_MODEL=small"),
    ".",
  );
}
