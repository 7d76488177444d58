// The agent's answer: Enter sends, a retry adds nothing, and a failed sending loses nothing.

export function composer(form) {
  const text = form.elements.text;
  const fieldset = form.querySelector("fieldset");
  form.elements.client_id.value = freshId();

  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (text.value.trim()) form.requestSubmit();
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    // A draft that was asked for is no answer that went out.
    if (event.target !== form) return;
    // The server's refusal is shown above the messages; what was written stays for another try.
    if (!event.detail.successful || document.querySelector("#thread [role=alert]")) return;
    form.reset();
    form.elements.client_id.value = freshId();
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "thread") return;
    const { mine } = event.detail.target.querySelector("[data-mine]").dataset;
    const was = fieldset.disabled;
    fieldset.disabled = mine !== "1";
    text.placeholder = mine === "1" ? text.dataset.mine : text.dataset.other;
    if (was && mine === "1") text.focus();
  });
}

function freshId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
