// Says, for each text of the JSON list given, what the page's own module reads in it and how it reads it aloud.
import { pathToFileURL } from "node:url";

const { amountOf, inWords } = await import(pathToFileURL(process.argv[2]));
const said = (amount) => (Number.isInteger(amount) ? inWords(amount) : "");
const results = JSON.parse(process.argv[3]).map((text) => {
  const amount = amountOf(text);
  return [amount === undefined ? "unclear" : amount, said(amount)];
});
console.log(JSON.stringify(results));
