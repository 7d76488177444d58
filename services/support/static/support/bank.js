// Any element of the host page may open the chat.
for (const opener of document.querySelectorAll("[data-open-chat]"))
  opener.addEventListener("click", () => document.querySelector("triptych-chat").open());
