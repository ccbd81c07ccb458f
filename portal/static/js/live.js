// A board that moves.
import { take } from "./rows.js";
import { listen } from "./stream.js";

const body = document.getElementById("rows");
const place = document.getElementById("live");
if (body && place) listen(place, { rows: (change) => take(body, change) });
