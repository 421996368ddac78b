/** Light, dark, or as the system has it. */
import { fill, h } from "../dom.js";
import { icon } from "./icons.js";

const CHOICES = {
  system: ["half", "as the system"],
  light: ["sun", "light"],
  dark: ["moon", "dark"],
};
const ORDER = Object.keys(CHOICES);

export function themeSwitch() {
  const button = h("button", { class: "icon-button", type: "button", onclick: next });
  show(document.documentElement.dataset.theme ?? "system");
  return button;

  function next() {
    const now = document.documentElement.dataset.theme ?? "system";
    show(choose(ORDER[(ORDER.indexOf(now) + 1) % ORDER.length]));
  }

  function show(theme) {
    const [picture, name] = CHOICES[theme];
    fill(button, icon(picture));
    button.setAttribute("aria-label", `Theme: ${name}. Change`);
    button.title = `Theme: ${name}`;
  }
}

function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // It holds for this page only, then.
  }
  return theme;
}
