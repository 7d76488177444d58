// The desk lives: the queue and the open conversation are fetched again when their streams say that something happened.
import { bindKeys } from "./desk/keys.js";
import { follow } from "./desk/follow.js";
import { composer } from "./desk/composer.js";
import { thread } from "./desk/thread.js";

const desk = document.querySelector("[data-desk]");

follow(desk.dataset.inbox, { inbox: () => refresh("queue") });
if (desk.dataset.conversation) {
  const view = thread(desk);
  composer(document.getElementById("composer"));
  const reread = () => refresh("thread");
  follow(desk.dataset.events, { message: reread, state: reread, feedback: reread, typing: view.typing });
}
bindKeys(desk);

function refresh(id) {
  window.htmx.trigger(`#${id}`, "refresh");
}
