// The invitation's secret stands after the # of its address, which no server sees; it waits in this tab for the sign-in.
const form = document.querySelector("[data-invited]");
const field = form.elements.secret;
const given = location.hash.slice(1) || sessionStorage.getItem("invited");
if (given && !field.value) {
  sessionStorage.setItem("invited", given);
  field.value = given;
  history.replaceState(null, "", location.pathname);
}
form.addEventListener("submit", () => sessionStorage.removeItem("invited"));
