// One stream a page: what comes is handed on, and the page always says how old its figures are.
const clock = new Intl.DateTimeFormat("vi", { timeStyle: "medium", timeZone: "Asia/Ho_Chi_Minh" });

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
  stream.addEventListener("error", stale);
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
};
