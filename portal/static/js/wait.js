// Counts down to when another try is worth it; the number is there without scripts too. A page that asked for nothing else tries by itself.
for (const place of document.querySelectorAll("[data-seconds]")) {
  const end = Date.now() + 1000 * Number(place.dataset.seconds);
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    place.textContent = String(left);
    if (left > 0) return;
    clearInterval(timer);
    const again = document.querySelector("a[data-again]");
    if (again) location.replace(again.href);
  }, 1000);
}
