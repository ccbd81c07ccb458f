// Rows that come rendered are put in place of those they are of, in the order given; nothing else is touched.
export const take = (body, change) => {
  const known = new Map([...body.rows].map((row) => [row.dataset.unit, row]));
  for (const unit of change.removed) known.get(unit)?.remove();
  for (const [unit, html] of Object.entries(change.rows)) {
    if (!change.order.includes(unit)) continue;
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const row = holder.content.querySelector("tr");
    known.get(unit)?.replaceWith(row);
    known.set(unit, row);
  }
  const most = Number(body.dataset.most) || Infinity;
  change.order.slice(0, most).forEach((unit, index) => {
    const row = known.get(unit);
    if (row && body.rows[index] !== row) body.insertBefore(row, body.rows[index] ?? null);
  });
  while (body.rows.length > most) body.rows[body.rows.length - 1].remove();
};
