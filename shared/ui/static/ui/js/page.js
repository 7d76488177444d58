// Small manners of every page: theme, menus, confirmations, copying, toasts. Pages work without it.
const root = document.documentElement;
const YEAR = 365 * 24 * 3600;

function showTheme(theme) {
  root.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === theme));
  }
}

function chooseTheme(theme) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  showTheme(theme);
  document.dispatchEvent(new CustomEvent("theme-changed"));
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  button.textContent = button.dataset.copied;
}

// The focus goes on to the next notice, or to the page: it would start anew at the top otherwise.
function dismiss(notice) {
  const other = notice.nextElementSibling ?? notice.previousElementSibling;
  notice.remove();
  (other?.querySelector("[data-dismiss]") ?? document.getElementById("main"))?.focus({ preventScroll: true });
}

// Screen readers tell what comes into a live region, and not what stood there when the page came.
function announce(list) {
  list?.replaceChildren(...[...list.children].map((notice) => notice.cloneNode(true)));
}

// On a phone the navigation and tabs are wider than the screen: where one is stands in their middle.
function showWhereOneIs() {
  for (const current of document.querySelectorAll(".nav > [aria-current], .tabs > [aria-current]")) {
    const bar = current.parentElement;
    bar.scrollLeft += current.getBoundingClientRect().left - bar.getBoundingClientRect().left - (bar.clientWidth - current.offsetWidth) / 2;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const button = event.target.closest("button");
  if (button?.dataset.setTheme) chooseTheme(button.dataset.setTheme);
  if (button?.dataset.copy) copy(button);
  if (button && "dismiss" in button.dataset) dismiss(button.closest(".toast, .alert"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  closeMenus();
  open?.querySelector("summary").focus();
});

// htmx asks through its own event; plain forms are asked here.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  const isHtmx = form.matches("[hx-post], [hx-get], [hx-put], [hx-patch], [hx-delete]");
  if (question && !isHtmx && !confirm(question)) event.preventDefault();
});
document.addEventListener("htmx:confirm", (event) => {
  const question = event.detail.elt.dataset.confirm;
  if (!question) return;
  event.preventDefault();
  if (confirm(question)) event.detail.issueRequest(true);
});

showTheme(root.dataset.theme);
showWhereOneIs();
addEventListener("load", () => requestAnimationFrame(() => announce(document.getElementById("toasts"))));
