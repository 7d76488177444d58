// The desk lives: the queue and the open conversation are fetched again when their streams say that something happened.
import { bindKeys } from "./desk/keys.js";
import { follow } from "./desk/follow.js";
import { translating } from "./desk/translating.js";
import { composer } from "./desk/composer.js";
import { thread } from "./desk/thread.js";
import { queue } from "./desk/queue.js";
import { suggestions } from "./desk/suggestions.js";
import { canned } from "./desk/canned.js";
import { modes } from "./desk/modes.js";
import { several } from "./desk/several.js";
import { unsent } from "./desk/unsent.js";
import { bell } from "./desk/bell.js";
import { calls } from "./desk/calls.js";

const desk = document.querySelector("[data-desk]");
const list = queue(document.getElementById("queue"), Number(desk.dataset.me));
let suggested = { insert: () => false };
let writing = { show: () => {} };

const called = calls(desk, bell(document.querySelector("[data-call]"), (conversation) => open(conversation)));
const hear = (event) => {
  list.heard(event);
  called.heard(event);
};

follow(desk.dataset.inbox, { inbox: hear });
if (desk.dataset.conversation) {
  const view = thread(desk);
  const form = document.getElementById("composer");
  canned(form);
  translating(form);
  composer(form);
  for (const one of [form, document.getElementById("note-composer")]) unsent(one, desk.dataset, list.mark);
  suggested = suggestions(document.getElementById("why"), form);
  writing = modes(desk);
  const reread = () => window.htmx.trigger("#thread", "refresh");
  follow(desk.dataset.events, { message: reread, state: reread, feedback: reread, desk: reread, typing: view.typing });
}
const chosen = several(document.getElementById("queue"), document.getElementById("several"));
bindKeys(desk, { insert: (number) => suggested.insert(number), write: (mode) => writing.show(mode), chosen });

function open(conversation) {
  if (conversation !== desk.dataset.conversation) location.assign(`${desk.dataset.home}${conversation}/`);
}
