// Several rows of the queue at once: chosen by box or key, one bar for what is done with them. Nothing that is not shown
// stays chosen, so that nobody closes what they cannot see.

export function several(box, bar) {
  const told = document.getElementById("several-told");
  const choices = document.getElementById("several-choices");
  const count = bar.querySelector("[data-count]");
  const { tags } = bar.elements;
  let chosen = new Set();
  let anchor = "";
  let isAwaited = false;
  let before = "";

  const boxes = () => [...box.querySelectorAll("[data-choose]")];
  const what = () => bar.elements.what;

  // With Shift a text would be marked, too.
  box.addEventListener("mousedown", (event) => event.shiftKey && event.target.matches("[data-choose]") && event.preventDefault());
  box.addEventListener("click", ({ target, shiftKey }) => target.matches("[data-choose]") && choose(target, target.checked, shiftKey));
  box.addEventListener("htmx:afterSwap", draw);
  bar.querySelector("[data-all]").addEventListener("click", all);
  bar.querySelector("[data-none]").addEventListener("click", none);
  bar.addEventListener("change", draw);
  // The choices of last time are there until the new ones come: what was picked among them stays picked.
  choices.addEventListener("htmx:beforeSwap", () => {
    before = what()?.value ?? "";
    isAwaited ||= document.activeElement === what();
  });
  choices.addEventListener("htmx:afterSwap", () => {
    what().value = before;
    if (what().selectedIndex < 0) what().value = "";
    draw();
    if (isAwaited) act();
    isAwaited = false;
  });
  bar.addEventListener("htmx:afterRequest", done);
  draw();

  function choose(one, on, upToHere) {
    const shown = boxes();
    const from = upToHere ? shown.findIndex(({ value }) => value === anchor) : -1;
    const [first, last] = [from < 0 ? one : shown[from], one].map((end) => shown.indexOf(end)).sort((a, b) => a - b);
    for (const { value } of shown.slice(first, last + 1)) on ? chosen.add(value) : chosen.delete(value);
    anchor = one.value;
    draw();
  }

  function all() {
    const shown = boxes();
    const isAll = shown.every(({ value }) => chosen.has(value));
    chosen = new Set(isAll ? [] : shown.map(({ value }) => value));
    draw();
  }

  // Whether there was anything to let go of.
  function none() {
    if (!chosen.size) return false;
    if (bar.contains(document.activeElement)) rest();
    chosen.clear();
    draw();
    return true;
  }

  function draw() {
    const shown = boxes();
    chosen = new Set(shown.map(({ value }) => value).filter((value) => chosen.has(value)));
    for (const one of shown) one.checked = chosen.has(one.value);
    box.classList.toggle("is-choosing", chosen.size > 0);
    // Colleagues and how much they have are asked for when somebody begins to choose.
    if (bar.hidden && chosen.size) window.htmx.trigger(choices, "choosing");
    bar.hidden = !chosen.size;
    count.textContent = count.dataset.count.replace("{n}", chosen.size);
    tags.hidden = tags.disabled = what()?.value !== "tags";
    bar.dataset.confirm = question();
  }

  function question() {
    const option = what()?.selectedOptions[0];
    if (!option) return "";
    const group = option.parentElement.label;
    const named = [group, option.textContent].filter(Boolean).join(": ");
    return bar.dataset[chosen.size === 1 ? "one" : "many"].replace("{what}", () => named).replace("{n}", chosen.size);
  }

  // What was refused stays chosen: something else may be right for it.
  function done({ target, detail }) {
    if (target !== bar) return;
    const answer = told.querySelector("[data-refused]");
    if (!detail.successful) told.replaceChildren(failed());
    else if (!("nothing" in answer.dataset)) {
      chosen = new Set(answer.dataset.refused.split(" "));
      bar.reset();
    }
    window.htmx.trigger(box, "refresh");
    draw();
    if (bar.hidden) rest();
  }

  function failed() {
    return Object.assign(document.createElement("p"), { className: "alert bad", textContent: told.dataset.failed });
  }

  // The keyboard goes on from what was told, or from the list.
  function rest() {
    (told.firstElementChild ? told : box.querySelector("[data-row]"))?.focus({ preventScroll: true });
  }

  // The choices may still be on their way.
  function act() {
    what()?.focus();
    isAwaited = !what();
  }

  return {
    all,
    none,
    toggle(row, upToHere) {
      const one = row?.parentElement.querySelector("[data-choose]");
      if (one) choose(one, upToHere || !one.checked, upToHere);
    },
    act,
  };
}
