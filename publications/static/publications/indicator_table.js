/* More rows and periods for the indicator table, cells pasted straight into it, and a look at a pasted table. */
(() => {
  function changed(table) {
    table.dispatchEvent(new Event("input", { bubbles: true }));
    table.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function emptied(cell) {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".indicator-table__fault").forEach((fault) => fault.remove());
    copy.querySelectorAll("input").forEach((input) => {
      input.value = "";
      input.removeAttribute("value");
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    });
    return copy;
  }

  function lettered(table) {
    const [letters] = table.tHead.rows;
    [...letters.cells].forEach((cell, place) => {
      if (place > 0) cell.textContent = place > 26 ? "" : String.fromCharCode(64 + place);
    });
    [...table.tBodies[0].rows].forEach((row, place) => {
      row.cells[0].textContent = place + 2;
    });
  }

  function addRow(table) {
    const body = table.tBodies[0];
    body.append(emptied(body.rows[body.rows.length - 1]));
    lettered(table);
  }

  function addPeriod(table) {
    [...table.rows].forEach((row) => row.append(emptied(row.cells[row.cells.length - 1])));
    lettered(table);
  }

  function button(label, act) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "button button-secondary button-small";
    element.textContent = label;
    element.addEventListener("click", act);
    return element;
  }

  /* Cells parted by tabs and line ends; a cell in quotes may hold both. */
  function cellsOf(text) {
    const rows = [[""]];
    let quoted = false;
    for (let place = 0; place < text.length; place += 1) {
      const character = text[place];
      const row = rows[rows.length - 1];
      const cell = row.length - 1;
      if (quoted) {
        if (character !== '"') row[cell] += character === "\n" || character === "\r" ? " " : character;
        else if (text[place + 1] === '"') { row[cell] += '"'; place += 1; } else quoted = false;
      } else if (character === '"' && row[cell] === "") quoted = true;
      else if (character === "\t") row.push("");
      else if (character === "\n") rows.push([""]);
      else if (character !== "\r") row[cell] += character;
    }
    while (rows.length && rows[rows.length - 1].every((cell) => cell === "")) rows.pop();
    return rows;
  }

  /* Fill the table from the cell that has the cursor, as a spreadsheet does. The heading row takes
     periods only, so what would fall on a fixed heading there is passed over. */
  function fill(table, input, cells) {
    const cell = input.closest("th, td");
    const left = cell.cellIndex;
    const top = cell.parentElement.rowIndex;
    while (table.rows.length < top + cells.length) addRow(table);
    const width = Math.max(...cells.map((row) => row.length));
    while (table.rows[0].cells.length < left + width) addPeriod(table);
    cells.forEach((row, down) => row.forEach((text, across) => {
      const target = table.rows[top + down].cells[left + across].querySelector("input");
      if (target) target.value = text.trim();
    }));
    changed(table);
  }

  function enliven(box) {
    if (box.dataset.lively) return;
    box.dataset.lively = "true";
    const table = box.querySelector("table");
    const buttons = document.createElement("div");
    buttons.className = "indicator-table__buttons";
    buttons.append(
      button(box.dataset.addRow, () => {
        addRow(table);
        table.rows[table.rows.length - 1].querySelector("input").focus();
      }),
      button(box.dataset.addPeriod, () => {
        addPeriod(table);
        table.tHead.querySelector("tr:last-child th:last-child input").focus();
      }),
    );
    box.append(buttons);
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      if (!/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
      event.preventDefault();
      fill(table, event.target, cellsOf(text));
    });
  }

  function enlivenPaste(area) {
    if (area.dataset.lively) return;
    area.dataset.lively = "true";
    const shown = document.createElement("div");
    shown.className = "indicator-table__preview";
    shown.setAttribute("aria-live", "polite");
    area.after(shown);
    let waiting;
    let asked = 0;
    const look = async () => {
      asked += 1;
      const number = asked;
      if (!area.value.trim()) {
        shown.textContent = "";
        return;
      }
      const token = area.form.querySelector("[name=csrfmiddlewaretoken]").value;
      const body = new URLSearchParams({ text: area.value });
      const answer = await fetch(area.dataset.preview, { method: "POST", headers: { "X-CSRFToken": token }, body });
      const html = answer.ok ? await answer.text() : "";
      if (number === asked) shown.innerHTML = html;
    };
    area.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, 300);
    });
    look();
  }

  function start() {
    document.querySelectorAll("[data-indicator-table]").forEach(enliven);
    document.querySelectorAll("textarea[data-preview]").forEach(enlivenPaste);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
