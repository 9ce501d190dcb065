"use strict";
(function () {
  /* One tick for all rows of a list; Shift ticks all between. */
  let last = null;
  document.addEventListener("click", function (event) {
    const box = event.target.closest("td.pick input[type=checkbox], input[data-all]");
    if (!box) { return; }
    const boxes = Array.from(box.form.querySelectorAll("td.pick input[type=checkbox]"));
    if (box.dataset.all !== undefined) {
      boxes.forEach(function (other) { other.checked = box.checked; });
      return;
    }
    if (event.shiftKey && last && boxes.includes(last)) {
      const ends = [boxes.indexOf(last), boxes.indexOf(box)].sort(function (a, b) { return a - b; });
      boxes.slice(ends[0], ends[1] + 1).forEach(function (other) { other.checked = box.checked; });
    }
    last = box;
  });
})();
