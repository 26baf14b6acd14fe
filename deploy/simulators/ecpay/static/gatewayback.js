// Sends the browser back to the shop; without scripts the button does it.
document.getElementById("back").requestSubmit();
