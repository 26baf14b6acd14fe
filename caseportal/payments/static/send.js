// Sends the person on to the gateway; without scripts the button does it.
document.getElementById("checkout").requestSubmit();
