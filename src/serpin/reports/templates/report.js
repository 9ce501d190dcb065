"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const options = {
    mode: "vega-lite",
    actions: false,
    ast: true,
    defaultStyle: false,
    logLevel: 1,
    renderer: "canvas",
    tooltip: { disableDefaultStyle: true, theme: "serpin" },
    formatLocale: data.numbers,
    timeFormatLocale: data.times,
  };
  const draw = function (plot) {
    const paper = plot.querySelector(".paper");
    const screen = plot.querySelector(".screen");
    screen.hidden = false;
    vegaEmbed(screen, data.pictures[plot.dataset.picture], options).then(
      function () { plot.classList.add("drawn"); },
      function (error) { screen.hidden = true; paper.hidden = false; console.error(error); }
    );
  };
  const watcher = new IntersectionObserver(function (entries) {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        watcher.unobserve(entry.target);
        draw(entry.target);
      }
    }
  }, { rootMargin: "600px" });
  document.querySelectorAll(".plot").forEach(function (plot) { watcher.observe(plot); });
  document.querySelectorAll(".table").forEach(function (table) {
    const origin = table.querySelector("a.origin");
    if (!origin) { return; }
    table.classList.add("sourced");
    table.addEventListener("click", function (event) {
      const number = event.target.closest("td.n");
      if (number && number.textContent && getSelection().isCollapsed) { location.hash = origin.hash; }
    });
  });
  const unfold = function () {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.closest("details");
    if (fold) { fold.open = true; target.scrollIntoView(); }
  };
  window.addEventListener("hashchange", unfold);
  unfold();
})();
