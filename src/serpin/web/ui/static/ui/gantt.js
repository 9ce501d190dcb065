"use strict";
/* The chart of a schedule: zoom, filter, floats, gates, waits; a work is dragged, or moved by keys, to fix its start. */
(function () {
  const chart = document.getElementById("chart");
  if (!chart) { return; }
  const SPACE = "http://www.w3.org/2000/svg";
  const ROW = 24;
  const HEAD = 40;
  const board = chart.querySelector("[data-board]");
  const form = chart.querySelector("[data-pins]");
  const facts = chart.querySelector("[data-facts]");
  const count = chart.querySelector("[data-count]");
  const pins = new Map();
  let data = null;
  let rows = [];
  let unit = 4;
  let side = 280;
  let selected = "";
  let restoring = false;
  let places = new Map();

  const make = function (name, attributes, parent) {
    const node = document.createElementNS(SPACE, name);
    Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    if (parent) { parent.append(node); }
    return node;
  };
  const label = function (parent, text, attributes) {
    const node = make("text", attributes, parent);
    node.textContent = text;
    return node;
  };
  const say = function (sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  };
  const dateAt = function (day) {
    return data.days[Math.max(0, Math.min(data.days.length - 1, day - data.first))];
  };
  const told = function (day) {
    return data.told[Math.max(0, Math.min(data.told.length - 1, day - data.first))];
  };
  const x = function (day) { return (day - data.first) * unit; };
  const clip = function (text, width) {
    const most = Math.max(4, Math.floor(width / 6.6));
    return text.length > most ? text.slice(0, most - 1) + "…" : text;
  };
  const filter = function (name) {
    const node = chart.querySelector("[data-filter=" + name + "]");
    return node.type === "checkbox" ? node.checked : node.value;
  };

  const choose = function () {
    const enterprise = filter("enterprise");
    const kind = filter("kind");
    const resource = filter("resource");
    const critical = filter("critical");
    rows = [];
    let works = 0;
    let projects = 0;
    data.projects.forEach(function (project) {
      if (enterprise && project.enterprise !== enterprise) { return; }
      const own = data.works.filter(function (work) {
        return work.project === project.code && (!kind || work.kind === kind) &&
          (!resource || work.resources.includes(resource)) && (!critical || work.critical);
      });
      if (!own.length) { return; }
      projects += 1;
      works += own.length;
      rows.push({ project: project });
      own.forEach(function (work) { rows.push({ work: work }); });
    });
    places = new Map();
    rows.forEach(function (row, number) { if (row.work) { places.set(row.work.id, number); } });
    count.textContent = rows.length ? say(data.words.shown, { works: works, projects: projects }) : data.words.none;
    draw();
  };

  const startOf = function (work) { return pins.has(work.id) ? pins.get(work.id) : work.start; };

  const months = function (head, svg, height) {
    let before = "";
    let last = -100;
    data.days.forEach(function (iso, number) {
      const month = iso.slice(0, 7);
      if (month === before) { return; }
      before = month;
      const place = number * unit;
      const first = Number(month.slice(5)) === 1 || number === 0;
      if (first || place - last >= 34) {
        make("line", { x1: place, x2: place, y1: first ? 0 : 20, y2: HEAD, class: first ? "year" : "month" }, head);
        make("line", { x1: place, x2: place, y1: 0, y2: height, class: first ? "year" : "month" }, svg);
      }
      if (first) { label(head, month.slice(0, 4), { x: place + 4, y: 14, class: "tick" }); }
      if (place - last >= 34) {
        last = place;
        label(head, data.months[Number(month.slice(5)) - 1].replace(".", ""), { x: place + 4, y: 33, class: "tick" });
      }
    });
  };

  const draw = function () {
    side = board.clientWidth < 620 ? 128 : 280;
    const top = board.scrollTop;
    const from = Math.max(0, Math.floor(top / ROW) - 12);
    const to = Math.min(rows.length, Math.ceil((top + board.clientHeight) / ROW) + 12);
    const width = data.days.length * unit;
    const height = rows.length * ROW;
    const kept = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.id : "";
    const head = make("svg", { width: width, height: HEAD, class: "head", "aria-hidden": "true" });
    const svg = make("svg", { width: width, height: height, class: "rows" });
    months(head, svg, height);
    for (let number = from; number < to; number += 1) { row(svg, rows[number], number * ROW); }
    connect(svg);
    const names = make("svg", { width: side, height: height, class: "names", "aria-hidden": "true" });
    for (let number = from; number < to; number += 1) {
      const y = number * ROW + 16;
      const item = rows[number].project || rows[number].work;
      const text = label(names, clip(rows[number].project ? item.name : item.code + " " + item.name, side - (rows[number].project ? 8 : 20)),
        { x: rows[number].project ? 4 : 14, y: y, class: rows[number].project ? "project" : (item.id === selected ? "work chosen" : "work") });
      make("title", {}, text).textContent = item.name;
    }
    const stage = document.createElement("div");
    const corner = document.createElement("div");
    stage.className = "stage";
    stage.style.gridTemplateColumns = side + "px " + width + "px";
    corner.className = "corner";
    stage.append(corner, head, names, svg);
    const left = board.scrollLeft;
    board.replaceChildren(stage);
    board.scrollLeft = left;
    board.scrollTop = top;
    if (kept) {
      const again = board.querySelector('[data-id="' + CSS.escape(kept) + '"]');
      if (again) { restoring = true; again.focus({ preventScroll: true }); restoring = false; }
    }
  };

  const row = function (svg, item, y) {
    make("line", { x1: 0, x2: data.days.length * unit, y1: y + ROW, y2: y + ROW, class: "hair" }, svg);
    if (item.project) {
      const project = item.project;
      const span = make("rect", { x: x(project.start), y: y + 10, width: Math.max(2, x(project.finish) - x(project.start)), height: 4, class: "span" }, svg);
      make("title", {}, span).textContent = project.name + ": " + told(project.start) + " – " + told(Math.max(project.start, project.finish - 1));
      if (project.deadline !== null) {
        const place = x(project.deadline);
        make("title", {}, make("line", { x1: place, x2: place, y1: y + 3, y2: y + ROW - 3, class: "deadline" }, svg)).textContent = data.words.deadline + ": " + told(project.deadline);
      }
      data.gates.filter(function (gate) { return gate.project === project.code; }).forEach(function (gate) {
        const place = x(gate.day);
        const mark = make("path", { d: "M" + place + " " + (y + 6) + "l6 6l-6 6l-6-6z", class: "gate" }, svg);
        make("title", {}, mark).textContent = data.words.gate + ": " + gate.name + ", " + told(Math.max(0, gate.day - 1));
      });
      return;
    }
    const work = item.work;
    const start = startOf(work);
    const length = work.finish - work.start;
    if (work.base) {
      make("rect", { x: x(work.base[0]), y: y + ROW - 6, width: Math.max(2, x(work.base[1]) - x(work.base[0])), height: 3, class: "before" }, svg);
    }
    if (work.total > 0) {
      make("line", { x1: x(work.finish), x2: x(work.finish + work.total), y1: y + 11, y2: y + 11, class: "slack" }, svg);
    }
    if (start !== work.start) {
      make("rect", { x: x(work.start), y: y + 5, width: Math.max(3, length * unit), height: 12, rx: 2, class: "ghost" }, svg);
    }
    const kind = work.begun ? "begun" : (work.critical ? "critical" : "plain");
    const bar = make("g", {
      class: "bar " + kind + (pins.has(work.id) ? " moved" : "") + (work.id === selected ? " chosen" : ""),
      tabindex: "0", role: "slider", "data-id": work.id, "aria-valuemin": data.first, "aria-valuemax": data.first + data.days.length - 1,
      "aria-valuenow": start, "aria-valuetext": told(start) + " – " + told(start + Math.max(length - 1, 0)) + (work.critical ? ", " + data.words.critical : ""),
      "aria-label": work.code + " " + work.name, "aria-readonly": work.begun || !form ? "true" : "false",
    }, svg);
    make("rect", { x: x(start), y: y + 5, width: Math.max(3, length * unit), height: 12, rx: 2 }, bar);
    if (work.percent > 0) { make("rect", { x: x(start), y: y + 9, width: Math.max(1, length * unit * work.percent / 100), height: 4, class: "percent" }, bar); }
    if (pins.has(work.id) || work.pinned) { make("path", { d: "M" + (x(start)) + " " + (y + 2) + "v18", class: "pin" }, bar); }
    make("title", {}, bar).textContent = work.name + ": " + told(start) + " – " + told(start + Math.max(length - 1, 0));
  };

  const connect = function (svg) {
    const all = filter("waits");
    const line = function (before, after, kind) {
      const one = data.byId.get(before);
      const two = data.byId.get(after);
      if (!one || !two || !places.has(before) || !places.has(after)) { return; }
      const y1 = places.get(before) * ROW + 11;
      const y2 = places.get(after) * ROW + 11;
      const x1 = x(one.finish);
      const x2 = x(two.start);
      make("path", { d: "M" + x1 + " " + y1 + "h4V" + y2 + "H" + x2, class: "link " + kind }, svg);
    };
    data.waits.forEach(function (wait) {
      if (all || wait[1] === selected || wait[2] === selected) { line(wait[1], wait[2], "wait"); }
    });
    const work = data.byId.get(selected);
    if (work) { work.after.forEach(function (id) { line(id, work.id, "after"); }); }
  };

  const tell = function () {
    const work = data.byId.get(selected);
    facts.hidden = !work;
    if (!work) { return; }
    const lines = [
      work.code + " " + work.name,
      told(work.start) + " – " + told(Math.max(work.start, work.finish - 1)) + " (" + (work.finish - work.start) + " " + data.words.days + ")",
      data.words.float + ": " + work.total + ", " + data.words.free + ": " + work.free + (work.critical ? "; " + data.words.critical : ""),
      data.words.performer + ": " + work.performer + (work.demand ? "; " + data.words.resources + ": " + work.demand : ""),
    ];
    if (work.base) { lines.push(data.words.baseline + ": " + told(work.base[0]) + " – " + told(Math.max(work.base[0], work.base[1] - 1))); }
    if (work.pinned) { lines.push(say(data.words.wasPinned, { day: told(work.start) })); }
    if (work.begun) { lines.push(work.done ? data.words.done : data.words.begun); }
    if (work.after.length) { lines.push(data.words.after + ": " + work.after.map(function (id) { return (data.byId.get(id) || { name: id }).name; }).join("; ")); }
    data.waits.forEach(function (wait) {
      if (wait[2] === selected) { lines.push(say(data.words.waits, { resource: wait[0], work: (data.byId.get(wait[1]) || { name: wait[1] }).name })); }
    });
    facts.replaceChildren.apply(facts, lines.map(function (text, number) {
      const node = document.createElement(number ? "p" : "h2");
      node.textContent = text;
      return node;
    }));
    if (!work.begun && form) {
      const hint = document.createElement("p");
      hint.className = "soft";
      hint.textContent = data.words.how;
      facts.append(hint);
    }
  };

  const list = function () {
    if (!form) { return; }
    form.hidden = pins.size === 0;
    const place = form.querySelector("[data-list]");
    place.replaceChildren();
    let number = 0;
    pins.forEach(function (day, id) {
      const item = document.createElement("li");
      item.textContent = id + " " + data.byId.get(id).name + ": " + told(day) + " ";
      [["work", id], ["start", dateAt(day)]].forEach(function (pair) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = "pin-" + number + "-" + pair[0];
        field.value = pair[1];
        item.append(field);
      });
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "plain";
      remove.textContent = data.words.unpin;
      remove.addEventListener("click", function () { pins.delete(id); list(); draw(); });
      item.append(remove);
      place.append(item);
      number += 1;
    });
  };

  const pin = function (work, day) {
    if (work.begun || !form) { return; }
    const last = data.first + data.days.length - 1 - (work.finish - work.start);
    const wanted = Math.max(0, Math.min(last, day));
    pins.set(work.id, wanted);
    list();
    draw();
  };

  board.addEventListener("pointerdown", function (event) {
    const bar = event.target.closest(".bar");
    if (!bar || event.button !== 0) { return; }
    const work = data.byId.get(bar.dataset.id);
    selected = work.id;
    tell();
    if (work.begun || !form) { draw(); return; }
    const began = event.clientX;
    const start = startOf(work);
    let moved = false;
    const move = function (now) {
      const days = Math.round((now.clientX - began) / unit);
      if (days || moved) { moved = true; pin(work, start + days); }
    };
    const end = function () {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      const again = board.querySelector('[data-id="' + CSS.escape(work.id) + '"]');
      if (again) { again.focus({ preventScroll: true }); }
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
    draw();
    event.preventDefault();
  });
  board.addEventListener("focusin", function (event) {
    const bar = event.target.closest(".bar");
    if (bar && !restoring && bar.dataset.id !== selected) { selected = bar.dataset.id; tell(); draw(); }
  });
  board.addEventListener("keydown", function (event) {
    const bar = event.target.closest(".bar");
    if (!bar) { return; }
    const work = data.byId.get(bar.dataset.id);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      pin(work, startOf(work) + step * (event.shiftKey ? 5 : 1));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      pins.delete(work.id);
      list();
      draw();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      let number = places.get(work.id);
      const way = event.key === "ArrowUp" ? -1 : 1;
      do { number += way; } while (rows[number] && !rows[number].work);
      if (rows[number]) {
        selected = rows[number].work.id;
        const y = number * ROW;
        if (y < board.scrollTop || y > board.scrollTop + board.clientHeight - 3 * ROW) { board.scrollTop = y - board.clientHeight / 2; }
        tell();
        draw();
        const next = board.querySelector('[data-id="' + CSS.escape(selected) + '"]');
        if (next) { next.focus({ preventScroll: true }); }
      }
    }
  });
  let waiting = false;
  const later = function () {
    if (waiting) { return; }
    waiting = true;
    window.requestAnimationFrame(function () { waiting = false; if (data) { draw(); } });
  };
  let scrolled = 0;
  board.addEventListener("scroll", function () {
    if (Math.abs(board.scrollTop - scrolled) > 6 * ROW) { scrolled = board.scrollTop; later(); }
  });
  let whole = true;
  window.addEventListener("resize", function () { if (data && whole) { fit(); } later(); });
  const fit = function () { whole = true; unit = Math.max(0.4, (board.clientWidth - (board.clientWidth < 620 ? 128 : 280) - 4) / data.days.length); };
  const zoom = function (factor) {
    const room = board.clientWidth - side;
    const work = data.byId.get(selected);
    const centre = work ? startOf(work) - data.first : (board.scrollLeft + room / 2) / unit;
    unit = Math.min(40, Math.max(0.4, unit * factor));
    whole = false;
    draw();
    board.scrollLeft = centre * unit - room / (work ? 3 : 2);
  };
  chart.addEventListener("click", function (event) {
    const button = event.target.closest("[data-zoom]");
    if (!button || !data) { return; }
    if (button.dataset.zoom === "fit") { fit(); draw(); } else { zoom(button.dataset.zoom === "in" ? 1.5 : 1 / 1.5); }
  });
  board.addEventListener("wheel", function (event) {
    if (event.ctrlKey) { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2); }
  }, { passive: false });

  fetch(chart.dataset.source, { credentials: "same-origin" }).then(function (answer) {
    if (!answer.ok) { throw new Error(String(answer.status)); }
    return answer.json();
  }).then(function (found) {
    data = found;
    data.byId = new Map(data.works.map(function (work) { return [work.id, work]; }));
    ["enterprise", "kind", "resource"].forEach(function (name) {
      const node = chart.querySelector("[data-filter=" + name + "]");
      data.filters[name].forEach(function (pair) { node.add(new Option(pair[1], pair[0])); });
    });
    chart.querySelectorAll("[data-filter]").forEach(function (node) { node.addEventListener("change", choose); });
    fit();
    choose();
    chart.classList.add("drawn");
  }, function () { board.hidden = true; });
})();
