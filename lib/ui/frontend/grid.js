// Names by outlets: a table of shaded links. Tab comes to it once, and arrow keys go from cell to cell.
const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
const FEW = 6; // columns whose names have room side by side

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".root");
  const table = make("table", kindOf(data.kind) + (data.columns.length > FEW ? " many" : ""));
  table.append(make("caption", "", data.label));
  const head = table.createTHead().insertRow();
  head.append(make("td"));
  for (const name of data.columns) head.append(header("col", make("span", "", name), name));
  const body = table.createTBody();
  for (const row of data.rows) {
    const line = body.insertRow();
    line.append(header("row", link(row, "name"), row.text));
    for (const cell of row.cells) line.insertCell().append(...(cell ? [shaded(cell)] : []));
  }
  const links = [...body.querySelectorAll("a")];
  links.forEach((a, i) => { a.tabIndex = i ? -1 : 0; });
  table.onkeydown = (event) => {
    const to = STEPS[event.key] && beside(table, event.target.closest("th, td"), STEPS[event.key]);
    if (!to) return;
    event.preventDefault();
    for (const a of links) a.tabIndex = a === to ? 0 : -1;
    to.focus();
  };
  root.replaceChildren(table);
}

function header(scope, node, said) {
  const cell = make("th");
  Object.assign(cell, { scope, title: said });
  cell.append(node);
  return cell;
}

function link(item, name) {
  const a = make("a", name, item.text);
  follow(a, item.href);
  return a;
}

function shaded(cell) {
  const a = link(cell, "cell");
  a.style.setProperty("--shade", Math.round(100 * cell.shade) + "%");
  a.setAttribute("aria-label", cell.say);
  a.title = cell.say;
  return a;
}

// The next link in a direction, over cells that have none.
function beside(table, cell, [down, right]) {
  let row = cell.parentElement.rowIndex, column = cell.cellIndex;
  for (;;) {
    row += down;
    column += right;
    const next = table.rows[row]?.cells[column];
    if (!next) return null;
    const a = next.querySelector("a");
    if (a) return a;
  }
}
