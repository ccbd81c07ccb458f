// Rows that come rendered are put in place of those they are of, in the order given; what has no place in it is gone.
// A short board keeps the rows below its last one: they come back when others leave, and need not have changed for it.
const below = new WeakMap();
export const take = (body, change) => {
  const hidden = below.get(body) ?? new Map();
  const known = new Map([...hidden, ...[...body.rows].map((row) => [row.dataset.unit, row])]);
  for (const [unit, html] of Object.entries(change.rows)) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const row = holder.content.querySelector("tr");
    known.get(unit)?.replaceWith(row);
    known.set(unit, row);
  }
  const most = Number(body.dataset.most) || Infinity;
  const shown = change.order.filter((unit) => known.has(unit));
  const above = new Set(shown.slice(0, most));
  for (const [unit, row] of known) if (!above.has(unit)) row.remove();
  [...above].forEach((unit, index) => {
    const row = known.get(unit);
    if (body.rows[index] !== row) body.insertBefore(row, body.rows[index] ?? null);
  });
  below.set(body, new Map(shown.slice(most).map((unit) => [unit, known.get(unit)])));
};
