// A board that moves: rows come rendered, in the order given. One stream a browser tab; it comes again by itself.
const place = document.getElementById("live");
const body = document.getElementById("rows");

const say = (words, moment) => {
  const time = document.createElement("time");
  time.textContent = new Intl.DateTimeFormat("vi", { timeStyle: "medium", timeZone: "Asia/Ho_Chi_Minh" }).format(moment);
  place.replaceChildren(`${words} `, time);
};

const take = (change) => {
  const parsed = new Map();
  for (const [unit, html] of Object.entries(change.rows)) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    parsed.set(unit, holder.content.querySelector("tr"));
  }
  const known = new Map([...body.rows].map((row) => [row.dataset.unit, row]));
  for (const unit of change.removed) known.get(unit)?.remove();
  for (const [unit, row] of parsed) {
    known.get(unit)?.replaceWith(row);
    known.set(unit, row);
  }
  change.order.forEach((unit, index) => {
    const row = known.get(unit);
    if (row && body.rows[index] !== row) body.insertBefore(row, body.rows[index] ?? null);
  });
};

let last = Date.now();
const fresh = (moment) => {
  last = moment;
  place.classList.remove("old");
  say(place.dataset.fresh, moment);
};
const stale = () => {
  place.classList.add("old");
  say(place.dataset.stale, last);
};

if (body && place) {
  const stream = new EventSource(place.dataset.stream);
  stream.addEventListener("rows", (event) => {
    const change = JSON.parse(event.data);
    take(change);
    fresh(change.at);
  });
  stream.addEventListener("heard", (event) => (event.data === "1" ? fresh(Date.now()) : stale()));
  stream.addEventListener("error", stale);
  addEventListener("pagehide", () => stream.close());
}
