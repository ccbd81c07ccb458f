// What decides about a record: answers of our own pages alone, and no clock that goes back.
import { pathToFileURL } from "node:url";
import assert from "node:assert";

globalThis.indexedDB = { open: () => ({}) }; // it never answers
const [, , sending, rules] = process.argv;
const { post } = await import(pathToFileURL(sending));
const { heldLeft, isDue, HELD } = await import(pathToFileURL(rules));
const record = { key: "k", body: "{}", account: "ánh", path: "/g/p/u" };
const answered = async (status, body) => {
  globalThis.fetch = async () => new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  return (await post(record)).kind;
};

const page = "/cua-toi/1";
const cases = [
  [201, { page }, "made"],
  [201, {}, "away"],
  [201, { page: "https://elsewhere.example/" }, "away"],
  [201, "<html>", "away"],
  [200, { page }, "away"],
  [200, { slug: "welcome", title: "Wi-Fi" }, "away"],
  [403, { error: "log in to the network" }, "away"],
  [404, null, "away"],
  [429, { slug: "too-many-requests", title: "" }, "away"],
  [503, { slug: "unavailable", title: "" }, "away"],
  [401, { slug: "unauthenticated", title: "" }, "signin"],
  [409, { slug: "other-account", title: "" }, "other"],
  [422, { slug: "idempotency-key-reused", title: "", page }, "reused"],
  [422, { slug: "idempotency-key-reused", title: "" }, "fix"],
  [422, { slug: "invalid-request", title: "Chưa đúng", fields: [] }, "fix"],
  [422, { slug: "invalid-request", title: "Chưa đúng", fields: "title" }, "fix"],
  [413, { type: "urn:sangkien:problem:body-too-large", title: "Quá lớn" }, "fix"],
  [409, { slug: "programme-not-open", title: "Hết hạn" }, "late"],
];
for (const [status, body, kind] of cases) assert.equal(await answered(status, body), kind, `${status} ${JSON.stringify(body)}`);
await answered(422, { slug: "invalid-request", title: "Chưa đúng", fields: "title" });
assert.deepEqual((await post(record)).problem.fields, []);

const now = Date.parse("2026-03-01T08:00:00Z");
const held = { state: HELD, account: "ánh", hold: now + 8000 };
assert.equal(heldLeft(held, now), 8000);
assert.equal(isDue(held, "ánh", now), false);
assert.equal(isDue(held, "ánh", now + 8000), true);
assert.equal(heldLeft(held, now - 40 * 864e5), 0, "the clock went back by forty days");
assert.equal(isDue(held, "ánh", now - 40 * 864e5), true);
console.log(cases.length);
process.exit(0);
