// Behaviour that every page can use. Pages work without it; it only adds comfort.
import { createAll, Button, CharacterCount, ErrorSummary, PasswordInput, ServiceNavigation, SkipLink, Tabs } from "./govuk-frontend.min.js";

const page = document.documentElement;
const words = JSON.parse(document.getElementById("gh-words").textContent);

createAll(Button, { preventDoubleClick: true });
createAll(CharacterCount);
createAll(ErrorSummary);
createAll(PasswordInput, { i18n: words.password });
createAll(ServiceNavigation);
createAll(SkipLink);
createAll(Tabs);

function startCountdown(element) {
  const end = Date.parse(element.dataset.countdown);
  const shown = element.querySelector("[data-countdown-shown]");
  const spoken = element.querySelector("[data-countdown-spoken]");
  let announced = null;
  function tick() {
    const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
    shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const step = seconds > 60 ? Math.ceil(seconds / 60) * 60 : seconds > 30 ? 60 : seconds > 0 ? 30 : 0;
    if (step !== announced) {
      announced = step;
      spoken.textContent = step === 0 ? element.dataset.over : element.dataset.left.replace("{time}", shown.textContent);
    }
    if (seconds > 0) setTimeout(tick, 1000);
  }
  tick();
}

function startCaptcha(element) {
  const image = element.querySelector("img");
  const audio = element.querySelector("audio");
  const change = element.querySelector("[data-captcha-change]");
  if (!change) return;
  change.addEventListener("click", async (event) => {
    event.preventDefault();
    const answer = await fetch(change.href, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) {
      location.reload();
      return;
    }
    const fresh = await answer.json();
    image.src = fresh.image;
    if (audio) audio.src = fresh.audio;
    const hidden = element.closest("form").querySelector("input[name=captcha_id]");
    if (hidden) hidden.value = fresh.id;
    const typed = element.closest("form").querySelector("input[name=captcha]");
    typed.value = "";
    typed.focus();
  });
}

document.querySelectorAll("[data-countdown]").forEach(startCountdown);
document.querySelectorAll("[data-captcha]").forEach(startCaptcha);
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
page.classList.add("gh-ready");
