"use strict";
(() => {
  // Empty cells last, whichever way; numbers as numbers; texts as people sort them.
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const compare = (a, b, way) => {
    const noA = a === null || a === "", noB = b === null || b === "";
    if (noA || noB) return noA - noB;
    return way * (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b));
  };

  // What a heading's button does next: numbers begin with the greatest, texts with A.
  const turn = (table, th) => {
    const now = th.getAttribute("aria-sort");
    const first = th.classList.contains("number") ? "descending" : "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", now === first ? other : first);
    return th.getAttribute("aria-sort") === "ascending" ? 1 : -1;
  };
  const onHeading = (table, act) => {
    for (const th of table.tHead.rows[0].cells) {
      th.firstElementChild.addEventListener("click", () => act(th.cellIndex, turn(table, th)));
    }
  };

  const valueOf = (cell) => {
    if (!cell.hasAttribute("data-by")) return cell.textContent;
    const by = cell.getAttribute("data-by");
    return by === "" ? null : Number(by);
  };
  for (const table of document.querySelectorAll("table.sorts")) {
    onHeading(table, (column, way) => {
      const body = table.tBodies[0];
      const keyed = Array.from(body.rows, (row) => [valueOf(row.cells[column]), row]);
      keyed.sort((a, b) => compare(a[0], b[0], way));
      body.append(...keyed.map((pair) => pair[1]));
    });
  }

  // The roll: its rows are data, a page of them is shown. Text only: nothing is ever read as HTML.
  const rows = JSON.parse(document.getElementById("roll-data").textContent);
  const table = document.getElementById("roll-table");
  const numeric = Array.from(table.tHead.rows[0].cells, (th) => th.classList.contains("number"));
  const words = document.getElementById("roll-words"), state = document.getElementById("roll-state");
  const said = document.getElementById("roll-said"), back = document.getElementById("roll-back");
  const on = document.getElementById("roll-on"), all = document.getElementById("roll-all");
  const PAGE = 100;
  let chosen = rows, from = 0, page = PAGE, column = -1, way = 1;

  const cellOf = (value, i) => {
    const cell = document.createElement(i ? "td" : "th");
    if (i === 0) {
      cell.scope = "row";
      const isolated = document.createElement("bdi");
      isolated.textContent = value;
      cell.append(isolated);
    } else {
      cell.textContent = value === null ? "–" : String(value);
      if (numeric[i]) cell.className = "number";
    }
    return cell;
  };
  const show = () => {
    const part = chosen.slice(from, from + page);
    table.tBodies[0].replaceChildren(...part.map((row) => {
      const line = document.createElement("tr");
      line.append(...row.map(cellOf));
      return line;
    }));
    const of = chosen.length < rows.length ? `${chosen.length} that fit, of ${rows.length}` : `${rows.length}`;
    said.textContent = part.length ? `${from + 1} to ${from + part.length} of ${of}` : `none of ${rows.length} fits`;
    back.disabled = from === 0;
    on.disabled = from + page >= chosen.length;
    all.disabled = part.length === chosen.length;
  };
  const choose = () => {
    const sought = words.value.trim().toLocaleLowerCase();
    chosen = rows.filter((row) =>
      (!state.value || row[2].split(", ").includes(state.value)) &&
      (!sought || row[0].toLocaleLowerCase().includes(sought) || row[7].toLocaleLowerCase().includes(sought)));
    if (column >= 0) chosen.sort((a, b) => compare(a[column], b[column], way));
    from = 0;
    page = PAGE;
    show();
  };
  onHeading(table, (which, direction) => { column = which; way = direction; choose(); });
  words.addEventListener("input", choose);
  state.addEventListener("change", choose);
  back.addEventListener("click", () => { from = Math.max(0, from - page); show(); });
  on.addEventListener("click", () => { from += page; show(); });
  all.addEventListener("click", () => { from = 0; page = rows.length; show(); });
})();
