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
  /* Choosing a filter shows the list at once. */
  document.addEventListener("change", function (event) {
    if (event.target.matches("form.filter[role=search] select")) { event.target.form.requestSubmit(); }
  });
  /* Who turned to the last page of a list has no button for the next one any more: stay with the list. */
  document.addEventListener("htmx:afterSettle", function (event) {
    const list = event.target.id && event.target.id.startsWith("list-") ? document.getElementById(event.target.id) : null;
    if (!list || document.activeElement !== document.body) { return; }
    const there = list.querySelector(".pages a") || list.querySelector(".frame, a, button");
    if (there) { there.focus({ preventScroll: true }); }
  });
  /* On a narrow screen the area where one is may lie beside it. */
  document.querySelectorAll(".areas [aria-current], .tabs [aria-current]").forEach(function (here) {
    const row = here.parentElement;
    if (row.scrollWidth > row.clientWidth) { row.scrollLeft = here.offsetLeft - row.offsetLeft - 40; }
  });
  /* Paper shows what is folded on the screen. */
  let unfolded = [];
  window.addEventListener("beforeprint", function () {
    unfolded = Array.from(document.querySelectorAll("main details:not([open])"));
    unfolded.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () {
    unfolded.forEach(function (part) { part.open = false; });
  });
  /* Lead the eye to the first field that was refused. */
  const faulty = document.querySelector("[aria-invalid=true]");
  if (faulty) { faulty.focus(); }
  /* What takes seconds says so, and can be cancelled: files that are made, and files that are read. */
  const waiting = document.getElementById("waiting");
  const wait = function (what, cancel) {
    const shown = waiting.content.firstElementChild.cloneNode(true);
    shown.querySelector("[data-what]").textContent = what;
    shown.querySelector("button").addEventListener("click", function () { cancel(); shown.remove(); });
    const timer = window.setTimeout(function () { document.body.append(shown); }, 400);
    return function () { window.clearTimeout(timer); shown.remove(); };
  };
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[download]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) { return; }
    event.preventDefault();
    if (link.getAttribute("aria-busy")) { return; }
    link.setAttribute("aria-busy", "true");
    const control = new AbortController();
    const over = wait(link.textContent, function () { control.abort(); });
    let name = "";
    fetch(link.href, { signal: control.signal }).then(function (answer) {
      const sent = answer.headers.get("Content-Disposition") || "";
      if (!answer.ok || !sent.startsWith("attachment")) { window.location.assign(link.href); return null; }
      name = (/filename="([^"]+)"/.exec(sent) || ["", ""])[1];
      return answer.blob();
    }).then(function (content) {
      if (!content) { return; }
      const saved = document.createElement("a");
      saved.href = URL.createObjectURL(content);
      saved.download = name;
      saved.click();
      window.setTimeout(function () { URL.revokeObjectURL(saved.href); }, 60000);
    }).catch(function () { /* cancelled, or without a connection */ }).finally(function () {
      link.removeAttribute("aria-busy");
      over();
    });
  });
  document.addEventListener("submit", function (event) {
    const file = event.target.querySelector("input[type=file]");
    if (file && file.files.length && !event.defaultPrevented) { wait(file.files[0].name, function () { window.stop(); }); }
  });
  /* Warn before leaving a form with changes. */
  document.querySelectorAll("form.form").forEach(function (form) {
    let changed = false;
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function () { changed = false; });
    window.addEventListener("beforeunload", function (event) { if (changed) { event.preventDefault(); } });
  });
})();
