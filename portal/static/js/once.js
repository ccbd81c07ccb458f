// A code that is shown once would be lost by a second click: its answer tells that the invitation is made, no more.
const AGAIN_SECONDS = 10;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 1000 * AGAIN_SECONDS);
});
