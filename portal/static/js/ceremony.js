// The big screen: scenes in turn, a board that moves, the newest approvals in a fixed number of places.
import { take } from "./rows.js";
import { listen, reload } from "./stream.js";

const RELOAD_AFTER = 6 * 3600 * 1000;
const whole = new Intl.NumberFormat("vi");
const body = document.getElementById("rows");
const scenes = document.getElementById("scenes");
const places = [...document.querySelectorAll("#approved li")];
const list = document.getElementById("approved");
body.dataset.most = "10";

const show = (name) => {
  for (const section of scenes.children) section.hidden = section.id !== `scene-${name}`;
};
const names = scenes.dataset.scenes.split(",");
let turn = 0;
show(names[0]);
if (names.length > 1) {
  setInterval(() => {
    turn = (turn + 1) % names.length;
    show(names[turn]);
  }, Number(scenes.dataset.seconds) * 1000);
}

const totals = (total) => {
  for (const figure of document.querySelectorAll("[data-total]")) figure.textContent = whole.format(total[figure.dataset.total]);
};
const approved = ({ approved: news }) => {
  const before = places.map((place) => [place.children[0].textContent, place.children[1].textContent]);
  const fresh = news.map((one) => [one.title ?? list.dataset.confidential, one.name ?? one.unit]).reverse();
  [...fresh, ...before].slice(0, places.length).forEach(([title, unit], index) => {
    places[index].children[0].textContent = title;
    places[index].children[1].textContent = unit;
  });
};
places[0].children[0].textContent = list.dataset.empty;
listen(document.getElementById("live"), {
  rows: (change) => {
    take(body, change);
    if (change.total) totals(change.total);
  },
  approved: (message) => {
    if (places[0].children[0].textContent === list.dataset.empty) places[0].children[0].textContent = "";
    approved(message);
  },
});
setTimeout(reload, RELOAD_AFTER);
