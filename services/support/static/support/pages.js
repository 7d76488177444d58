// Small behaviours that any page may ask for in its markup.

// data-confirm="question": a form is sent only after a yes. The browser's own dialog needs no style and no script of ours.
document.addEventListener(
  "submit",
  (event) => {
    const question = event.target.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  true,
);

// data-mirror="id": the text of an output follows a slider.
document.addEventListener("input", (event) => {
  const output = document.getElementById(event.target.dataset?.mirror ?? "");
  if (output) output.textContent = `${event.target.value} %`;
});

// data-reload-on="event": the page is read again when a fragment in it reports that something ended.
for (const element of document.querySelectorAll("[data-reload-on]"))
  document.body.addEventListener(element.dataset.reloadOn, () => location.reload(), { once: true });

// A popover closes when the reader turns elsewhere.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.popover[open]")) if (!open.contains(event.target)) open.open = false;
});
