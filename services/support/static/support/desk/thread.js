// The open conversation: stays at its end unless the agent reads further up, and shows who is writing.

const WRITING_FOR = 20_000;

export function thread(desk) {
  const box = document.getElementById("thread");
  const why = document.getElementById("why");
  let atEnd = true;
  let timer = 0;

  const messages = () => box.querySelector(".messages");
  const toEnd = () => (messages().scrollTop = messages().scrollHeight);

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== box) return;
    const { scrollHeight, scrollTop, clientHeight } = messages();
    atEnd = scrollHeight - scrollTop - clientHeight < 160;
    box.dataset.scroll = scrollTop;
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === why) return open(true);
    if (event.detail.target !== box) return;
    if (atEnd) toEnd();
    else messages().scrollTop = Number(box.dataset.scroll);
  });
  document.addEventListener("click", (event) => event.target.closest("[data-close-why]") && open(false));
  toEnd();

  function open(shown) {
    why.hidden = !shown;
    desk.classList.toggle("has-why", shown);
    // Whoever works inside the panel keeps their place when it is drawn again.
    if (shown && !why.contains(document.activeElement)) why.querySelector("[data-close-why]").focus({ preventScroll: true });
  }

  return {
    typing({ on }) {
      const note = document.getElementById("typing");
      if (!note) return;
      note.hidden = !on;
      clearTimeout(timer);
      timer = setTimeout(() => (note.hidden = true), WRITING_FOR);
    },
  };
}
