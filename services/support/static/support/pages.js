// Small behaviours that a page may ask for in its markup.

// data-mirror="id": the text of an output follows a slider.
document.addEventListener("input", (event) => {
  const output = document.getElementById(event.target.dataset.mirror ?? "");
  if (output) output.textContent = `${Number(event.target.value).toFixed(1)} %`;
});

// data-reload-on="event": the page is read again when a fragment in it reports that something ended.
for (const element of document.querySelectorAll("[data-reload-on]"))
  document.body.addEventListener(element.dataset.reloadOn, () => location.reload(), { once: true });

// data-check-all="name": one box ticks all of that name.
document.addEventListener("change", (event) => {
  const { checkAll } = event.target.dataset;
  if (checkAll) for (const box of document.querySelectorAll(`input[name="${checkAll}"]`)) box.checked = event.target.checked;
});
