/**
 * Tell the styles how tall the player is, so that the text ends above it and what has the focus
 * does not come to lie behind it. Its height follows the window's width, and what it has to say.
 *
 * @param {HTMLElement} player
 * @param {AbortSignal} signal
 */
export function keepClear(player, signal) {
  const { style } = document.documentElement;
  const sizes = new ResizeObserver(() =>
    style.setProperty("--player-height", `${player.offsetHeight}px`),
  );
  sizes.observe(player);
  signal.addEventListener("abort", () => {
    sizes.disconnect();
    style.removeProperty("--player-height");
  });
}
