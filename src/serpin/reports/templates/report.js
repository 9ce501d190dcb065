"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const unpacked = function (part) {
    if (Array.isArray(part)) { return part.map(unpacked); }
    if (part === null || typeof part !== "object") { return part; }
    if (part.packed) {
      return Array.from({ length: part.count }, function (_, row) {
        const point = {};
        for (const [name, inWords, column] of part.packed) {
          const value = column[row];
          if (!inWords) { point[name] = value; } else if (value >= 0) { point[name] = data.words[value]; }
        }
        return point;
      });
    }
    return Object.fromEntries(Object.entries(part).map(function ([name, inner]) { return [name, unpacked(inner)]; }));
  };
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
    vegaEmbed(screen, unpacked(data.pictures[plot.dataset.picture]), options).then(
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
  const figureBeside = function (figures, here, key) {
    const cell = figures[here].closest("td");
    const inColumn = function (figure) { return figure.closest("td").cellIndex === cell.cellIndex; };
    switch (key) {
      case "ArrowRight": return figures[here + 1];
      case "ArrowLeft": return figures[here - 1];
      case "ArrowDown": return figures.slice(here + 1).find(inColumn);
      case "ArrowUp": return figures.slice(0, here).reverse().find(inColumn);
      case "Home": return figures[0];
      case "End": return figures[figures.length - 1];
      default: return null;
    }
  };
  document.querySelectorAll(".table").forEach(function (table) {
    const figures = Array.from(table.querySelectorAll("td a"));
    figures.slice(1).forEach(function (figure) { figure.tabIndex = -1; });
    table.addEventListener("keydown", function (event) {
      const here = figures.indexOf(event.target);
      const next = here < 0 ? null : figureBeside(figures, here, event.key);
      if (!next) { return; }
      event.preventDefault();
      figures[here].tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
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
