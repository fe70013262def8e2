// Follows the work of an import without loading the page anew; without it the page reloads itself.
(() => {
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-progress-text]");
  const status = box.querySelector("[role=status]");
  let wait = 1000;

  const follow = async () => {
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      const now = await answer.json();
      if (!now.at_work || now.is_stalled !== ("stalled" in box.dataset)) {
        window.location.reload();
        return;
      }
      if (status.textContent !== now.status) status.textContent = now.status;
      if (now.percent === null) {
        bar.removeAttribute("value");
      } else {
        bar.value = now.percent;
        if (now.total) text.textContent = now.text;
      }
    } catch {
      wait = 5000;
    }
    window.setTimeout(follow, wait);
  };

  window.setTimeout(follow, wait);
})();
