// One place to write, two readers: the customer, or colleagues. They never look alike.

export function modes(desk) {
  const forms = { answer: document.getElementById("composer"), note: document.getElementById("note-composer") };
  const buttons = [...desk.querySelectorAll("[data-mode]")];

  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.mode));
  forms.note.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful || document.querySelector("#thread [role=alert]")) return;
    forms.note.reset();
    show("answer");
  });

  function show(mode) {
    for (const [name, form] of Object.entries(forms)) form.hidden = name !== mode;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    forms[mode].elements.text.focus();
  }

  return { show };
}
