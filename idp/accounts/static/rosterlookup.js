// Shows the public name that belongs to a key (an agency's name) under its field, as soon as the key is complete.
// Without this script the name is shown when the form is sent.
for (const place of document.querySelectorAll("[data-roster-lookup]")) {
  const field = document.querySelector(`input[name="${place.dataset.rosterField}"]`);
  const complete = Number(place.dataset.rosterLength) || 1;
  let asked = "";
  const look = async () => {
    const key = field.value.trim();
    if (key === asked) return;
    asked = key;
    if (key.length < complete) {
      place.textContent = "";
      return;
    }
    const answer = await fetch(`${place.dataset.rosterLookup}?key=${encodeURIComponent(key)}`, { credentials: "same-origin" });
    if (!answer.ok || asked !== key) return;
    const { shown } = await answer.json();
    place.textContent = shown ? `${place.dataset.rosterLabel}: ${shown}` : place.dataset.rosterNone;
  };
  field.addEventListener("input", look);
  field.addEventListener("change", look);
}
