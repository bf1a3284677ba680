// Passkeys: ask the browser for what the form's data-asked says, put its answer in the form, and send it.
// Where the browser has none of this, the form stays hidden: codes work without a script.
(() => {
  "use strict";
  const known = window.PublicKeyCredential;
  if (!known || !known.parseCreationOptionsFromJSON || !known.parseRequestOptionsFromJSON) return;

  async function answered(form) {
    const asked = JSON.parse(form.dataset.asked).publicKey;
    return form.dataset.passkey === "create"
      ? navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(asked) })
      : navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(asked) });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        form.querySelector("[name$=answer]").value = JSON.stringify((await answered(form)).toJSON());
      } catch (error) {
        // The person said no, or has no passkey here: the page stays as it is.
        if (error.name !== "NotAllowedError" && error.name !== "InvalidStateError") console.warn(error.name);
        return;
      }
      form.submit();
    });
  }
})();
