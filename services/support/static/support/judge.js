// One key for each choice; never while something is being written.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest("input, textarea, select")) return;
  const chosen = /^[1-3u]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
  if (!chosen) return;
  event.preventDefault();
  chosen.click();
});
