// Notices of the desktop and a soft sound, for whoever has switched them on in this browser. Off at first.

// As many as could arrive before the slowest of several tabs has heard of the first.
const REMEMBERED = 100;

export function bell(box, open) {
  const button = box.querySelector("input");
  const told = box.querySelector("[role=status]");
  const [wish, rung] = [`call:${box.dataset.call}`, `called:${box.dataset.call}`];
  const notices = new Set();
  let away = () => {};

  button.checked = localStorage.getItem(wish) === "1";
  if (button.checked && permission() !== "granted") say(permission());
  box.hidden = false;
  button.addEventListener("change", () => (button.checked ? switchOn() : switchOff()));
  // Another tab of this browser may have been asked.
  addEventListener("storage", ({ key, newValue }) => key === wish && (button.checked = newValue === "1"));
  document.addEventListener("visibilitychange", look);
  look();

  // The browser asks on a click alone, and that is the only time it should.
  async function switchOn() {
    if (permission() === "default") await Notification.requestPermission();
    if (permission() === "default") button.checked = false;
    else localStorage.setItem(wish, "1");
    say(permission());
    if (button.checked) sound();
  }

  function switchOff() {
    localStorage.removeItem(wish);
    told.textContent = "";
  }

  function permission() {
    return "Notification" in window ? Notification.permission : "unable";
  }

  function say(state) {
    told.textContent = told.dataset[{ granted: "on", default: "unasked" }[state] ?? state];
  }

  // A tab that is looked at holds the lock together with others like it; while one does, no hidden one gets it.
  function look() {
    away();
    if (document.hidden) return;
    for (const notice of notices) notice.close();
    const stay = () => document.hidden || new Promise((done) => (away = done));
    navigator.locks?.request(rung, { mode: "shared" }, stay);
  }

  function ring(why, event) {
    if (!button.checked) return;
    if (!navigator.locks) return call(why, event);
    navigator.locks.request(rung, { ifAvailable: true }, (lock) => lock && call(why, event));
  }

  // Of several tabs the first one calls.
  function call(why, { conversation, number, subject }) {
    const past = JSON.parse(localStorage.getItem(rung) ?? "[]");
    const event = `${conversation}:${number}`;
    if (past.includes(event)) return;
    localStorage.setItem(rung, JSON.stringify([...past, event].slice(-REMEMBERED)));
    if (permission() === "granted") show(box.dataset[why], subject, conversation);
    sound();
  }

  function show(title, subject, conversation) {
    try {
      const notice = new Notification(title, { body: subject, tag: conversation, renotify: true, silent: true });
      notices.add(notice);
      notice.addEventListener("close", () => notices.delete(notice));
      notice.addEventListener("click", () => {
        window.focus();
        notice.close();
        open(conversation);
      });
    } catch {
      // Phones show notices of installed pages alone.
      say("unable");
    }
  }

  return ring;
}

// Two soft tones, the second higher. A page that nobody has touched may not be heard, and later would be too late.
function sound() {
  if (!navigator.userActivation?.hasBeenActive) return;
  const audio = new AudioContext();
  for (const [number, pitch] of [587, 880].entries()) {
    const tone = new OscillatorNode(audio, { frequency: pitch });
    const volume = new GainNode(audio, { gain: 0 });
    const start = audio.currentTime + number * 0.16;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.09, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.4);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.4);
    if (number) tone.addEventListener("ended", () => audio.close());
  }
}
