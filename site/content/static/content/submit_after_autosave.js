// Wagtail saves a form by itself while one writes. Sent at the same moment, a new page would be
// made twice, and the second one refused for its slug. So a form that is being saved is sent
// afterwards, and one that is being sent is no longer saved.
(() => {
  const saving = new WeakSet();
  let sending = new WeakSet();
  const waiting = new Map();

  document.addEventListener("w-autosave:save", (event) => {
    if (sending.has(event.target)) event.preventDefault();
    if (!event.defaultPrevented) saving.add(event.target);
  });

  const send = (event) => {
    const form = event.target;
    saving.delete(form);
    if (!waiting.has(form)) return;
    const button = waiting.get(form);
    waiting.delete(form);
    // What is disabled, as Wagtail does with a button once it is pressed, is not sent.
    if (button) button.disabled = false;
    form.requestSubmit(button);
  };
  document.addEventListener("w-autosave:success", send);
  document.addEventListener("w-autosave:error", send);

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      sending.add(form);
      if (!saving.has(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting.set(form, event.submitter);
    },
    { capture: true },
  );

  // Whoever stays on the page after all goes on writing.
  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented) sending.delete(event.target);
  });
  window.addEventListener("pageshow", () => {
    sending = new WeakSet();
  });
})();
