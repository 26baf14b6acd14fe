// Saves the form while it is being filled in. Without this script the buttons of the page save.
const form = document.querySelector("form[data-autosave]");
const shown = form?.querySelector("[data-autosave-shown]");
const PAUSE = 4000;
let timer = null;
let sending = false;

async function save() {
  timer = null;
  if (sending) return;
  const values = new FormData(form);
  values.set("action", "autosave");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(values), credentials: "same-origin" });
    if (answer.status === 204) shown.textContent = form.dataset.autosave;
  } catch {
    shown.textContent = "";
  }
}

if (form) {
  form.addEventListener("input", () => {
    shown.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    sending = true;
    clearTimeout(timer);
  });
}
