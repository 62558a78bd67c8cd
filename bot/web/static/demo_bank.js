// The bank knows its own customer: whoever is signed in here needs no facts in the chat.
const customer = document.querySelector("#customer");

customer.addEventListener("change", () => {
  parley.signIn(customer.value ? () => tokenFor(customer.value) : null);
});

/** A token of the bank for one of its customers; each can be used once. */
async function tokenFor(reference) {
  const query = new URLSearchParams({ as: reference });
  const response = await fetch(`/demo/sign-in?${query}`);
  return response.ok ? (await response.json()).token : null;
}
