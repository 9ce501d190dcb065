"use strict";
/* Replaces the drawn pictures by ones that answer the pointer, when they come into view. */
(function () {
  const holder = document.getElementById("data");
  if (!holder || typeof vegaEmbed === "undefined") { return; }
  const data = JSON.parse(holder.textContent);
  const options = {
    mode: "vega-lite", actions: false, ast: true, defaultStyle: false, logLevel: 1, renderer: "canvas",
    tooltip: { disableDefaultStyle: true, theme: "serpin" },
    formatLocale: data.numbers, timeFormatLocale: data.times,
  };
  const draw = function (plot) {
    const paper = plot.querySelector(".paper");
    const screen = plot.querySelector(".screen");
    screen.hidden = false;
    vegaEmbed(screen, data.pictures[plot.dataset.picture], options).then(
      function () { plot.classList.add("drawn"); },
      function () { screen.hidden = true; paper.hidden = false; }
    );
  };
  const watcher = new IntersectionObserver(function (entries) {
    for (const entry of entries) {
      if (entry.isIntersecting) { watcher.unobserve(entry.target); draw(entry.target); }
    }
  }, { rootMargin: "600px" });
  document.querySelectorAll(".plot").forEach(function (plot) { watcher.observe(plot); });
})();
