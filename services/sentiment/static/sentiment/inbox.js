// The inbox renews itself, but not under the hands of somebody who has ticked alerts.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const rows = event.detail.elt;
  if (rows.id === "rows" && rows.querySelector("input:checked")) event.preventDefault();
});
