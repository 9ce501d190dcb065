"use strict";
/* The table of works: paste from a spreadsheet, undo, rows that come and go, arrows and Enter. */
(function () {
  const form = document.getElementById("grid");
  if (!form) { return; }
  const body = form.querySelector("tbody");
  const history = [];
  const inputs = function (row) { return Array.from(row.querySelectorAll("input:not([type=hidden]), select")); };
  const rows = function () { return Array.from(body.rows); };
  const snapshot = function () {
    return rows().map(function (row) {
      return { node: row, values: Array.from(row.querySelectorAll("input, select")).map(function (cell) { return cell.value; }) };
    });
  };
  const remember = function () {
    history.push(snapshot());
    if (history.length > 100) { history.shift(); }
  };
  const renumber = function () {
    rows().forEach(function (row, number) {
      row.cells[0].firstChild.textContent = String(number + 1);
      row.querySelectorAll("input, select").forEach(function (cell) {
        cell.name = number + ":" + cell.name.slice(cell.name.indexOf(":") + 1);
      });
    });
  };
  const restore = function () {
    const state = history.pop();
    if (!state) { return; }
    body.replaceChildren.apply(body, state.map(function (entry) { return entry.node; }));
    state.forEach(function (entry) {
      entry.node.querySelectorAll("input, select").forEach(function (cell, place) { cell.value = entry.values[place]; });
    });
    renumber();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const add = function () {
    const row = body.rows[body.rows.length - 1].cloneNode(true);
    row.querySelectorAll("input, select").forEach(function (cell) { cell.value = ""; cell.removeAttribute("aria-invalid"); });
    row.querySelectorAll(".fault").forEach(function (fault) { fault.remove(); });
    body.append(row);
    renumber();
    return row;
  };
  const put = function (cell, text) {
    if (cell.tagName === "SELECT") {
      const wanted = text.trim().toLowerCase();
      let found = Array.from(cell.options).find(function (option) {
        const words = option.textContent.trim().toLowerCase();
        return words === wanted || option.value === wanted || words.split(" ")[0] === wanted;
      });
      if (!found) { /* what is not offered stays visible, and the server says what is */
        found = new Option(text.trim(), text.trim());
        cell.append(found);
      }
      cell.value = found.value;
    } else {
      cell.value = text;
    }
  };
  /* Show at a cell why it is refused, or that it no longer is. */
  const tell = function (cell, text) {
    const place = cell.closest("td");
    place.querySelectorAll(".fault").forEach(function (old) { old.remove(); });
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
    if (!text) { return; }
    const told = document.createElement("span");
    told.className = "fault";
    told.id = "fault-" + cell.name.replace(/:/g, "-");
    told.textContent = text;
    cell.setAttribute("aria-invalid", "true");
    cell.setAttribute("aria-describedby", told.id);
    place.append(told);
  };
  const said = form.querySelector("[data-said]");
  /* Ask the server whether a cell can be understood, as soon as it is left; saving checks everything once more. */
  const check = function (cell) {
    const place = cell.closest("td");
    const path = cell.name.split(":")[1];
    const heading = form.querySelector("thead tr").cells[place.cellIndex];
    const typed = new FormData();
    inputs(cell.closest("tr")).forEach(function (other) {
      const name = other.name.slice(other.name.indexOf(":") + 1);
      if (name.split(":")[0] === path) { typed.append(name, other.value); }
    });
    typed.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    const address = form.dataset.check + heading.dataset.kind + "/check/?in=" + form.dataset.in + "&field=" + encodeURIComponent(path);
    fetch(address, { method: "POST", body: typed }).then(function (answer) { return answer.ok ? answer.text() : ""; }).then(function (text) {
      const fault = new DOMParser().parseFromString(text, "text/html").querySelector(".fault");
      tell(cell, fault ? fault.textContent : "");
      said.textContent = fault ? fault.textContent : "";
    }).catch(function () { /* without a connection, saving tells */ });
  };
  /* Ask what saving the table would refuse, and show it at the cells of some rows. */
  const checkRows = function (pasted) {
    const cells = [];
    pasted.forEach(function (row) { inputs(row).forEach(function (cell) { cells.push([cell.name, cell]); }); });
    fetch(form.dataset.rehearse, { method: "POST", body: new FormData(form) }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (found) {
      if (!found) { return; }
      cells.forEach(function (entry) { tell(entry[1], found.faults[entry[0]] || ""); });
      said.textContent = found.told;
    }).catch(function () { /* without a connection, saving tells */ });
  };
  let before = null;
  body.addEventListener("focusin", function () { before = snapshot(); });
  body.addEventListener("change", function (event) {
    if (before) { history.push(before); }
    before = snapshot();
    check(event.target);
  });
  body.addEventListener("paste", function (event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const start = event.target.closest("input, select");
    if (!start || !/[\t\n]/.test(text)) { return; }
    event.preventDefault();
    remember();
    const place = inputs(start.closest("tr")).indexOf(start);
    let row = start.closest("tr");
    const pasted = [];
    text.split("\n").forEach(function (line, number) {
      if (number > 0) { row = row.nextElementSibling || add(); }
      const cells = inputs(row);
      pasted.push(row);
      line.split("\t").forEach(function (value, offset) {
        if (cells[place + offset]) { put(cells[place + offset], value); }
      });
    });
    before = snapshot();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    checkRows(pasted);
  });
  form.addEventListener("keydown", function (event) {
    const cell = event.target.closest("tbody input, tbody select");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey) {
      if (cell && before) {
        const now = JSON.stringify(snapshot().map(function (entry) { return entry.values; }));
        const then = JSON.stringify(before.map(function (entry) { return entry.values; }));
        if (now !== then) { return; } /* the browser takes back what is being typed */
      }
      event.preventDefault();
      restore();
      return;
    }
    if (!cell) { return; }
    const row = cell.closest("tr");
    const place = inputs(row).indexOf(cell);
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      remember();
      if (event.key === "ArrowUp" && row.previousElementSibling) { row.previousElementSibling.before(row); }
      if (event.key === "ArrowDown" && row.nextElementSibling) { row.nextElementSibling.after(row); }
      renumber();
      cell.focus();
    } else if (event.key === "Enter" && cell.tagName !== "BUTTON") {
      event.preventDefault();
      const next = row.nextElementSibling || add();
      inputs(next)[place].focus();
    }
  });
  form.addEventListener("click", function (event) {
    const remove = event.target.closest("[data-remove]");
    if (remove && body.rows.length > 1) { remember(); remove.closest("tr").remove(); renumber(); }
    if (event.target.closest("[data-add]")) { remember(); for (let count = 0; count < 5; count += 1) { add(); } }
    if (event.target.closest("[data-undo]")) { restore(); }
  });
})();
