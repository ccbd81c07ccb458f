// A form is sent once within ten seconds, and another one beside it all the same.
import { strict as assert } from "node:assert";
import { mock } from "node:test";
import { pathToFileURL } from "node:url";

mock.timers.enable({ apis: ["setTimeout"] });
let hear;
globalThis.document = { addEventListener: (_name, listener) => (hear = listener) };
await import(pathToFileURL(process.argv[2]));

const sends = (form) => {
  let isSent = true;
  hear({ target: form, preventDefault: () => (isSent = false) });
  return isSent;
};
const [invite, takeBack] = [{ dataset: {} }, { dataset: {} }];
assert.deepEqual([sends(invite), sends(invite), sends(takeBack)], [true, false, true]);
mock.timers.tick(9_000);
assert.equal(sends(invite), false);
mock.timers.tick(1_000);
assert.equal(sends(invite), true, "whoever got no answer may try again");
console.log("sent once");
