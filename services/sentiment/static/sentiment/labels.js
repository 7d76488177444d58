// One key a label: the button or link that carries it is pressed, unless somebody is typing or holding a modifier.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const field = event.target.closest("input, select, textarea, [contenteditable]");
  if (field) {
    // Out of the topic again, with what was chosen, so that the next key is a label.
    if (field.matches("[data-focus-key]") && ["Enter", "Escape"].includes(event.key)) {
      event.preventDefault();
      field.blur();
    }
    return;
  }
  const key = CSS.escape(event.key.toLowerCase());
  const focus = document.querySelector(`[data-focus-key="${key}"]`);
  const button = focus ?? document.querySelector(`[data-key="${key}"]`);
  if (!button) return;
  event.preventDefault();
  if (focus) focus.focus();
  else button.click();
});
