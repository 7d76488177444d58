// The queue redraws while somebody works in it: the chosen row keeps its focus, an open list of filters is left alone.

// Clocks run on and who was put off comes back, whether or not anything happens meanwhile.
const EVERY = 60_000;
// What colleagues and their customers write to each other can wait: twenty desks would otherwise redraw at every word.
const SOON = 5_000;

export function queue(box, me) {
  let focused = "";
  let soon = 0;
  setInterval(refresh, EVERY);

  box.addEventListener("htmx:beforeSwap", () => {
    focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  });
  box.addEventListener("htmx:afterSettle", () => {
    const row = focused && document.getElementById(focused);
    if (row && document.activeElement !== row) row.focus({ preventScroll: true });
  });

  function refresh() {
    clearTimeout(soon);
    soon = 0;
    if (!document.activeElement?.matches("#queue select")) window.htmx.trigger(box, "refresh");
  }

  // An event without an agent is of a customer nobody has, or says that some were missed.
  function heard({ agent, kind }) {
    if (!agent || agent === me || kind === "state") refresh();
    else soon ||= setTimeout(refresh, SOON);
  }

  return { heard };
}
