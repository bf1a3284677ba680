/* Small help on top of pages that work without it: warn before unsaved text is lost, unfold what a link points at,
   close the account menu, send filters as they change. */
(function () {
  "use strict";

  /* Unsaved text: a form marked data-guard asks before one leaves with changes. */
  let unsaved = false;
  document.addEventListener("input", function (event) {
    /* A control may stand inside one form and belong to another: what it belongs to is what would be lost. */
    const form = event.target.form || event.target.closest("form");
    if (!form || !form.matches("[data-guard]") || unsaved) return;
    unsaved = true;
    const state = form.querySelector("[data-unsaved]");
    if (state) state.textContent = state.dataset.unsaved;
  });
  document.addEventListener("submit", function (event) {
    /* A button that sends the form elsewhere (moving a row) does not save what is written. */
    const elsewhere = event.submitter && event.submitter.hasAttribute("formaction");
    if (event.target.matches("form[data-guard]") && !elsewhere) unsaved = false;
  });
  window.addEventListener("beforeunload", function (event) { if (unsaved) event.preventDefault(); });

  /* A link to a folded row opens it. */
  function unfold() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches("details")) target.open = true;
  }
  window.addEventListener("hashchange", unfold);
  unfold();
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-unfold]");
    if (button) {
      const open = button.dataset.unfold === "open";
      document.querySelectorAll("details.v-row").forEach(function (row) { row.open = open; });
    }
    document.querySelectorAll("details.v-account[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.v-account[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  /* Paper shows everything. */
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("main details").forEach(function (row) { row.open = true; });
  });
})();
