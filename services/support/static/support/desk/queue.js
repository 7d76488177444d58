// The queue redraws while somebody works in it: the chosen row keeps its focus, an open list of filters is left alone.

// Clocks run on and who was put off comes back, whether or not anything happens meanwhile.
const EVERY = 60_000;

export function queue(box) {
  let focused = "";
  setInterval(refresh, EVERY);

  box.addEventListener("htmx:beforeSwap", () => {
    focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  });
  box.addEventListener("htmx:afterSettle", () => {
    const row = focused && document.getElementById(focused);
    if (row && document.activeElement !== row) row.focus({ preventScroll: true });
  });

  function refresh() {
    if (!document.activeElement?.matches("#queue select")) window.htmx.trigger(box, "refresh");
  }

  return { refresh };
}
