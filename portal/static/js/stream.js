// One stream a page: what comes is handed on, and the page always says how old its figures are.
const clock = new Intl.DateTimeFormat("vi", { timeStyle: "medium", timeZone: "Asia/Ho_Chi_Minh" });

// The page anew, but only once it can be had: a big screen with nobody before it must never end at an error.
const AGAIN = 60000;
export const reload = async () => {
  try {
    if ((await fetch(location.href)).ok) return location.reload();
  } catch {} // no network just now
  setTimeout(reload, AGAIN);
};

export const listen = (place, handlers) => {
  let last = Date.now();
  const say = (words) => {
    const time = document.createElement("time");
    time.textContent = clock.format(last);
    place.replaceChildren(`${words} `, time);
  };
  const fresh = (moment) => {
    last = moment;
    place.classList.remove("old");
    say(place.dataset.fresh);
  };
  const stale = () => {
    place.classList.add("old");
    say(place.dataset.stale);
  };
  const stream = new EventSource(place.dataset.stream);
  for (const [name, handle] of Object.entries(handlers)) {
    stream.addEventListener(name, (event) => {
      const message = JSON.parse(event.data);
      handle(message);
      fresh(message.at);
    });
  }
  stream.addEventListener("heard", (event) => (event.data === "1" ? fresh(Date.now()) : stale()));
  stream.addEventListener("error", () => {
    stale();
    if (stream.readyState === EventSource.CLOSED) setTimeout(reload, AGAIN); // too many boards, or not for this visitor
  });
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
};
