// Suggestions below a search field, as an ARIA combobox. Without this script the form works alike.
(() => {
  const field = document.querySelector("[data-suggestions]");
  const list = document.getElementById("suggestions");
  if (!field || !list) return;
  const PAUSE = 150;
  let timer;
  let request;
  let chosen = -1;

  const options = () => [...list.children];

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const choose = (index) => {
    const all = options();
    chosen = (index + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    field.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };

  const show = (suggestions) => {
    list.replaceChildren(
      ...suggestions.map(({ label, url }, place) => {
        const option = document.createElement("li");
        option.id = `suggestion-${place}`;
        option.role = "option";
        option.className = "suggestions__option";
        option.textContent = label;
        option.dataset.url = url;
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = !suggestions.length;
    field.setAttribute("aria-expanded", String(suggestions.length > 0));
  };

  const ask = async () => {
    const text = field.value.trim();
    if (!text) return close();
    request?.abort();
    request = new AbortController();
    try {
      const address = `${field.dataset.suggestions}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { signal: request.signal });
      if (answer.ok && document.activeElement === field) show((await answer.json()).suggestions);
    } catch {
      // Offline, or overtaken by the next letter: the form still works.
    }
  };

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("autocomplete", "off");

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    // While a Korean syllable is being composed, the keys belong to the input method.
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(chosen < 0 && step < 0 ? -1 : chosen + step);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(options()[chosen].dataset.url);
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
})();
