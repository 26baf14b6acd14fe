// Sends the answer of a form post on at once; without scripts the page's button does the same.
document.querySelector("[data-form-post]").submit();
