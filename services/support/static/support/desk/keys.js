// One key for what an agent does all day. Never while something is being written.

export function bindKeys(desk, { insert, write, chosen }) {
  const dialog = document.getElementById("shortcuts");
  const rows = () => [...desk.querySelectorAll("[data-row]")];
  const press = (key) => desk.querySelector(`[data-key="${key}"]`)?.click();

  const actions = {
    j: () => move(1),
    k: () => move(-1),
    t: () => press("t"),
    h: () => press("h"),
    e: () => press("e"),
    n: () => press("n"),
    s: () => press("s"),
    d: () => press("d"),
    l: () => desk.querySelector('[data-key="l"]:not([hidden])')?.click(),
    m: () => press("m"),
    f: () => desk.querySelector('[data-key="f"]').select(),
    g: () => merge(),
    x: ({ shiftKey }) => chosen.toggle(rows()[place()], shiftKey),
    a: () => chosen.all(),
    b: () => chosen.act(),
    r: () => write("answer"),
    c: () => [...desk.querySelectorAll("[data-correct]")].at(-1)?.click(),
    "/": () => slash(),
    w: () => [...desk.querySelectorAll("[data-why]")].at(-1)?.click(),
    "?": () => dialog.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([data-choose]), textarea, select, dialog")) return;
    if (/^[1-4]$/.test(event.key) && insert(Number(event.key))) return event.preventDefault();
    const act = actions[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act(event);
  });

  function move(step) {
    const all = rows();
    all[Math.max(0, Math.min(place() + step, all.length - 1))]?.focus();
  }

  // The row that has the focus, or its box; else the one that is open.
  function place() {
    const all = rows();
    const current = all.findIndex((row) => row.parentElement.contains(document.activeElement));
    return current >= 0 ? current : all.findIndex((row) => row.hasAttribute("aria-current"));
  }

  // The details are fetched first; their field is there once they have come.
  function merge() {
    document.body.addEventListener("htmx:afterSettle", () => desk.querySelector('[data-focus="g"]')?.focus(), { once: true });
    press("d");
  }

  function slash() {
    write("answer");
    const field = desk.querySelector("#composer textarea");
    if (!field || field.matches(":disabled") || field.value) return;
    field.value = "/";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function leave(event) {
    if (event.target.closest("textarea, [type=search]")) return event.target.blur();
    const panel = desk.querySelector(".has-why [data-close-why]");
    if (panel) panel.click();
    else chosen.none();
  }
}
