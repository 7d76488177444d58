// A page that shows a running job is loaded again when the job has ended.
document.addEventListener("job-ended", () => {
  if (document.querySelector("[data-reload-on='job-ended']")) location.reload();
});
