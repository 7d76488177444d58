// The queue redraws while somebody works in it: the chosen row keeps its focus, an open list of filters is left alone.

export function queue(box) {
  let focused = "";

  box.addEventListener("htmx:beforeSwap", () => {
    focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  });
  box.addEventListener("htmx:afterSettle", () => {
    const row = focused && document.getElementById(focused);
    if (row && document.activeElement !== row) row.focus({ preventScroll: true });
  });

  return {
    refresh() {
      if (!document.activeElement?.matches("#queue select")) window.htmx.trigger(box, "refresh");
    },
  };
}
