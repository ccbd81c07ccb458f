// Boards at random: after each change the table shows the first rows in order, each as it was told last.
import { pathToFileURL } from "node:url";

const [module, runs, seed] = process.argv.slice(2);

class Row {
  constructor(unit, text) {
    this.dataset = { unit };
    this.text = text;
  }
  remove() {
    const rows = this.table?.rows;
    if (rows?.includes(this)) rows.splice(rows.indexOf(this), 1);
    this.table = null;
  }
  replaceWith(other) {
    const rows = this.table?.rows;
    if (!rows?.includes(this)) return;
    rows[rows.indexOf(this)] = other;
    other.table = this.table;
    this.table = null;
  }
}

class Table {
  constructor(most) {
    this.rows = [];
    this.dataset = most ? { most: String(most) } : {};
  }
  insertBefore(row, other) {
    row.remove();
    this.rows.splice(other ? this.rows.indexOf(other) : this.rows.length, 0, row);
    row.table = this;
  }
}

globalThis.document = {
  createElement: () => {
    const holder = { content: {} };
    Object.defineProperty(holder, "innerHTML", {
      set: (html) => (holder.content.querySelector = () => new Row(...html.split("|"))),
    });
    return holder;
  },
};
const { take } = await import(pathToFileURL(module).href);

let state = Number(seed) >>> 0;
const chance = (most) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * most);
};

for (let run = 0; run < Number(runs); run += 1) {
  const most = chance(2) ? 1 + chance(5) : 0;
  const table = new Table(most);
  const texts = new Map();
  let order = [];
  // what the page was made with: the first rows, of which the stream tells all once more when it begins
  for (let step = 0; step < 30; step += 1) {
    const isWhole = step === 0 || chance(8) === 0;
    const changed = [];
    for (let unit = 0; unit < 9; unit += 1) {
      const name = `u${unit}`;
      if (chance(4) === 0 && !texts.delete(name)) {
        texts.set(name, `${name}|${step}`);
        changed.push(name);
      } else if (texts.has(name) && chance(4) === 0) {
        texts.set(name, `${name}|${step}`);
        changed.push(name);
      }
    }
    order = [...texts.keys()].sort(() => chance(3) - 1);
    const told = isWhole ? order : changed.filter((name) => texts.has(name));
    take(table, { rows: Object.fromEntries(told.map((name) => [name, texts.get(name)])), order });
    const shown = table.rows.map((row) => `${row.dataset.unit}|${row.text}`).join(" ");
    const wanted = order.slice(0, most || Infinity).map((name) => texts.get(name)).join(" ");
    if (shown !== wanted) {
      console.error(`run ${run}, step ${step}, most ${most}: shows ${shown}, wanted ${wanted}`);
      process.exit(1);
    }
  }
}
console.log(`${runs} boards`);
