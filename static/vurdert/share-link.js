// Links for somebody without an account. At the door: move the code from the address into the field, so that it
// stands neither in the address bar nor in the history; the visitor presses the button, for programs that look
// through mail open every link. Where a link is made: copy its address. Both work by hand without this script.
(() => {
  "use strict";
  const field = document.querySelector("input[data-code]");
  if (field && location.hash.startsWith("#vurdert_link_")) {
    field.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
    document.querySelectorAll("[data-by-hand]").forEach((part) => { part.hidden = true; });
    document.querySelectorAll("[data-by-script]").forEach((part) => { part.hidden = false; });
  }

  for (const button of document.querySelectorAll("button[data-copies]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      const said = document.getElementById(button.getAttribute("aria-describedby"));
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
        said.textContent = button.dataset.done;
      } catch {
        said.textContent = button.dataset.failed;
      }
    });
  }
})();
