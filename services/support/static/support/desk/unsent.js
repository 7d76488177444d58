// What was written and not sent stays with its conversation, in this tab and for this agent, until it is sent.

const FORMS = ["composer", "note-composer"];

const placeOf = (me, conversation, form) => `unsent:${me}:${conversation}:${form}`;

export function unsent(form, { me, conversation }, changed) {
  const key = placeOf(me, conversation, form.id);
  const field = form.elements.text;
  const kept = sessionStorage.getItem(key);
  // A browser that fills in the form by itself knows better.
  if (kept && !field.value) field.value = kept;

  field.addEventListener("input", keep);
  form.addEventListener("reset", () => write(""));
  // Some pieces are put in without a key being pressed.
  addEventListener("pagehide", keep);

  function keep() {
    write(field.value);
  }

  function write(text) {
    if (text.trim()) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
    changed();
  }
}

export function isUnsent(me, conversation) {
  return FORMS.some((form) => sessionStorage.getItem(placeOf(me, conversation, form)));
}
