"use strict";
(function () {
  /* Ask before what cannot be taken back. */
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-sure]");
    if (button && !window.confirm(button.dataset.sure)) { event.preventDefault(); }
  });
  /* Close a menu by Escape or by a click elsewhere. */
  const close = function (except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) { menu.open = false; }
    });
  };
  document.addEventListener("click", function (event) { close(event.target.closest("details.menu")); });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { close(null); }
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      const search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });
  /* What scrolls sideways can be reached by the keyboard. */
  const reach = function () {
    document.querySelectorAll(".frame").forEach(function (frame) {
      if (frame.scrollWidth > frame.clientWidth) { frame.tabIndex = 0; }
    });
  };
  reach();
  document.addEventListener("htmx:afterSettle", reach);
  window.addEventListener("resize", reach);
  /* On a narrow screen the area where one is may lie beside it. */
  document.querySelectorAll(".areas [aria-current], .tabs [aria-current]").forEach(function (here) {
    const row = here.parentElement;
    if (row.scrollWidth > row.clientWidth) { row.scrollLeft = here.offsetLeft - row.offsetLeft - 40; }
  });
  /* Lead the eye to the first field that was refused. */
  const faulty = document.querySelector("[aria-invalid=true]");
  if (faulty) { faulty.focus(); }
  /* Warn before leaving a form with changes. */
  document.querySelectorAll("form.form").forEach(function (form) {
    let changed = false;
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function () { changed = false; });
    window.addEventListener("beforeunload", function (event) { if (changed) { event.preventDefault(); } });
  });
})();
