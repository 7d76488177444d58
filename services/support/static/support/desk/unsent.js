// What was written and not sent stays with its conversation, in this tab and for this agent, until it is sent.

export function unsent(form, key) {
  const field = form.elements.text;
  const kept = sessionStorage.getItem(key);
  // A browser that fills in the form by itself knows better.
  if (kept && !field.value) field.value = kept;

  field.addEventListener("input", keep);
  form.addEventListener("reset", () => sessionStorage.removeItem(key));
  // Some pieces are put in without a key being pressed.
  addEventListener("pagehide", keep);

  function keep() {
    if (field.value.trim()) sessionStorage.setItem(key, field.value);
    else sessionStorage.removeItem(key);
  }
}
