// The official AsyncAPI parser and Spectral over the documents named; prints their findings as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname } from "node:path";

const require = createRequire(process.env.NODE_FOLDER);
const { Parser } = require("@asyncapi/parser");
const { Document, Spectral } = require("@stoplight/spectral-core");
const { Json } = require("@stoplight/spectral-parsers");
const { oas } = require("@stoplight/spectral-rulesets");

const SEVERITIES = ["error", "warning", "information", "hint"];
const parser = new Parser();
const spectral = new Spectral();
spectral.setRuleset({ extends: [[oas, "recommended"]] });

const findings = [];
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const kind = basename(dirname(file));
  const found = kind === "asyncapi" ? (await parser.parse(text)).diagnostics : await spectral.run(new Document(text, Json, file));
  for (const { severity, code, path, message } of found) {
    findings.push({ document: `${kind}/${basename(file)}`, severity: SEVERITIES[severity], rule: String(code), at: path.join("."), message });
  }
}
console.log(JSON.stringify(findings));
