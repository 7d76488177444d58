// The queue redraws while somebody works in it: the chosen row keeps its focus, an open list of filters and words that
// are being written are left alone.
import { isUnsent } from "./unsent.js";

// Clocks run on and who was put off comes back, whether or not anything happens meanwhile.
const EVERY = 60_000;
// What colleagues and their customers write to each other can wait: twenty desks would otherwise redraw at every word.
const SOON = 5_000;

export function queue(box, me) {
  let focused = "";
  let soon = 0;
  setInterval(refresh, EVERY);
  mark();

  // It may have been narrowed or put in another order since the page was opened.
  box.addEventListener("htmx:configRequest", (event) => {
    const shown = box.querySelector("[data-query]")?.dataset.query;
    if (event.target !== box || shown === undefined) return;
    const [path, first] = event.detail.path.split("?");
    const query = new URLSearchParams(shown);
    const opened = new URLSearchParams(first).get("opened");
    if (opened) query.set("opened", opened);
    event.detail.path = `${path}?${query}`;
  });
  box.addEventListener("htmx:beforeSwap", () => {
    focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  });
  // At once: when all has settled, the keys may already have gone on.
  box.addEventListener("htmx:afterSwap", () => {
    mark();
    const row = focused && document.getElementById(focused);
    if (!row || document.activeElement === row) return;
    row.focus({ preventScroll: true });
    if (row.matches("[type=search]")) row.setSelectionRange(row.value.length, row.value.length);
  });

  function refresh() {
    clearTimeout(soon);
    soon = 0;
    const field = document.activeElement;
    const isBusy = field?.matches("#queue select") || (field?.matches("#queue [type=search]") && field.value !== field.defaultValue);
    if (!isBusy) window.htmx.trigger(box, "refresh");
  }

  // An event without an agent is of a customer nobody has, or says that some were missed.
  function heard({ agent, kind }) {
    if (!agent || agent === me || kind === "state") refresh();
    else soon ||= setTimeout(refresh, SOON);
  }

  // Where words wait that this tab keeps and the server knows nothing of.
  function mark() {
    for (const one of box.querySelectorAll("[data-unsent]")) one.hidden = !isUnsent(me, one.dataset.unsent);
  }

  return { heard, mark };
}
