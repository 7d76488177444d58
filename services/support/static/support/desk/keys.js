// One key for what an agent does all day. Never while something is being written.

export function bindKeys(desk, { insert, write }) {
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
    r: () => write("answer"),
    c: () => [...desk.querySelectorAll("[data-correct]")].at(-1)?.click(),
    "/": () => slash(),
    w: () => [...desk.querySelectorAll("[data-why]")].at(-1)?.click(),
    "?": () => dialog.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    if (/^[1-4]$/.test(event.key) && insert(Number(event.key))) return event.preventDefault();
    const act = actions[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });

  function move(step) {
    const all = rows();
    const current = all.indexOf(document.activeElement);
    const opened = all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = (current >= 0 ? current : opened) + step;
    all[Math.max(0, Math.min(next, all.length - 1))]?.focus();
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
    if (event.target.closest("textarea, [type=search]")) event.target.blur();
    else desk.querySelector("[data-close-why]")?.click();
  }
}
