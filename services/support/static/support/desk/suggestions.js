// Suggested answers go into the answer, to be edited, or out at once. Marks of sources are for the agent alone.

const MARKS = /\s*\[\d{1,2}\]/g;

export function suggestions(panel, form) {
  panel.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-insert], [data-send]");
    if (!button) return;
    insert(button.dataset.insert ?? button.dataset.send);
    // Where a translation stands beside it, that would be sent, without what was just put in.
    const isReady = !form.querySelector("fieldset").disabled && !form.elements.translation;
    if (button.dataset.send && isReady) form.requestSubmit();
  });

  function insert(number) {
    const said = panel.querySelectorAll("[data-suggestion]")[number - 1];
    if (!said) return false;
    put(form, said.textContent.replace(MARKS, "").trim());
    return true;
  }

  return { insert };
}

// What stands there already stays, above it.
export function put(form, text) {
  const field = form.elements.text;
  field.value = [field.value.trim(), text].filter(Boolean).join("\n");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
