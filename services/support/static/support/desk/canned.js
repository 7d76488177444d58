// "/" at the beginning of an answer searches the canned ones; arrows choose, Enter puts the chosen one in.

export function canned(form) {
  const field = form.elements.text;
  const list = document.getElementById("canned");
  let asked = 0;

  field.addEventListener("input", search);
  field.addEventListener("blur", () => setTimeout(() => list.contains(document.activeElement) || close(), 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => choose(target.closest("[data-canned]")));
  // Before the composer's own listener, for which Enter sends.
  field.addEventListener("keydown", keys, true);

  async function search() {
    if (!field.value.startsWith("/") || field.value.includes("\n")) return close();
    const number = ++asked;
    const reply = await fetch(`${list.dataset.address}?q=${encodeURIComponent(field.value)}`);
    // An answer that comes late is to an older question.
    if (!reply.ok || number !== asked) return;
    list.innerHTML = await reply.text();
    list.hidden = false;
    mark(0);
  }

  async function choose(button) {
    if (!button) return;
    const reply = await fetch(button.dataset.canned, { method: "POST", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
    if (!reply.ok) return;
    field.value = await reply.text();
    // It is kept like what was typed.
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    field.focus();
  }

  function keys(event) {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(current() + step);
    else if (event.key === "Enter" && options().length) choose(options()[current()]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function options() {
    return [...list.querySelectorAll("[data-canned]")];
  }

  function current() {
    return options().findIndex((one) => one.getAttribute("aria-selected") === "true");
  }

  function mark(place) {
    const all = options();
    const chosen = Math.max(0, Math.min(place, all.length - 1));
    for (const [number, one] of all.entries()) one.setAttribute("aria-selected", String(number === chosen));
    // Screen readers follow the choice while the focus stays where the agent writes.
    field.setAttribute("aria-activedescendant", all[chosen]?.id ?? "");
    all[chosen]?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    asked++;
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }
}
