// The agent's words in the customer's language: a draft beside them, which is what is sent. Nothing goes out unseen.

export function translating(form) {
  const field = form.elements.text;
  const button = form.querySelector("[data-translate]");
  const draft = document.getElementById("draft");
  if (!button) return;

  // Before the composer's own listener, for which Enter sends.
  field.addEventListener("keydown", keys, true);
  draft.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.localName !== "textarea") return;
    event.preventDefault();
    if (!button.disabled) form.requestSubmit();
  });
  draft.addEventListener("click", ({ target }) => target.closest("[data-drop-draft]") && drop());
  draft.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target !== draft) return;
    draft.hidden = false;
    document.getElementById("draft-text")?.focus();
  });
  form.addEventListener("reset", clear);
  document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target.id !== "thread") return;
    const { translate } = detail.target.querySelector("[data-mine]").dataset;
    button.hidden = !translate;
    button.textContent = translate;
  });

  function keys(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || button.hidden) return;
    const wanted = event.ctrlKey || event.metaKey;
    // What was asked for is on its way, or stands there already: Enter would send something else.
    if (!wanted && !button.disabled && !form.elements.translation) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field.value.trim()) button.click();
  }

  function drop() {
    clear();
    field.focus();
  }

  function clear() {
    draft.replaceChildren();
    draft.hidden = true;
  }
}
