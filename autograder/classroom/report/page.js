"use strict";
const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true }));
const headings = (table) => Array.from(table.tHead.rows[0].cells);
function turned(table, heading) {
  const up = heading.getAttribute("aria-sort") !== "ascending";
  headings(table).forEach((other) => other.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
  return up ? 1 : -1;
}
document.querySelectorAll("table.sortable").forEach((table) => {
  const key = (row, column) => { const text = row.cells[column].dataset.key; return text !== "" && !isNaN(text) ? Number(text) : text; };
  headings(table).forEach((heading, column) => heading.firstElementChild.addEventListener("click", () => {
    const sign = turned(table, heading);
    Array.from(table.tBodies[0].rows).sort((a, b) => sign * compare(key(a, column), key(b, column))).forEach((row) => table.tBodies[0].append(row));
  }));
});
document.querySelectorAll("table.long").forEach((table) => {
  const part = (name) => document.getElementById(`${table.id}-${name}`);
  const rows = JSON.parse(part("rows").textContent);
  const words = rows.map((row) => row.join("\u001f").toLowerCase());
  const order = rows.map((_, index) => index);
  let shown = STEP;
  const draw = () => {
    const wanted = part("filter").value.trim().toLowerCase();
    const found = order.filter((index) => words[index].includes(wanted));
    table.tBodies[0].replaceChildren(...found.slice(0, shown).map((index) => {
      const line = document.createElement("tr");
      rows[index].forEach((value) => { const cell = document.createElement("td"); cell.textContent = value; line.append(cell); });
      return line;
    }));
    part("count").textContent = `${Math.min(shown, found.length)} of ${found.length} shown.`;
    part("more").hidden = found.length <= shown;
  };
  part("filter").addEventListener("input", () => { shown = STEP; draw(); });
  part("more").addEventListener("click", () => { shown += STEP; draw(); });
  headings(table).forEach((heading, column) => heading.firstElementChild.addEventListener("click", () => {
    const sign = turned(table, heading);
    order.sort((a, b) => sign * compare(rows[a][column], rows[b][column]));
    draw();
  }));
  draw();
});
