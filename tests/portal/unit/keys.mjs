// Asks keys.js about each event of stdin's JSON list; answers with its list of commands.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { commandOf, isField, stepped } = await import(pathToFileURL(process.argv[2]).href);
const asked = { commandOf, isField, stepped };
console.log(JSON.stringify(JSON.parse(process.argv[3]).map(([name, ...words]) => asked[name](...words))));
