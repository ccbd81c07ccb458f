// Counts down to when another try is worth it; the number is there without scripts too.
for (const place of document.querySelectorAll("[data-seconds]")) {
  const end = Date.now() + 1000 * Number(place.dataset.seconds);
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    place.textContent = String(left);
    if (left === 0) clearInterval(timer);
  }, 1000);
}
