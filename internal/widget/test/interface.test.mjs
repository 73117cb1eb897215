// What the manifest and the declarations promise is what the elements have.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import test from "node:test";

const read = (name) => readFile(new URL(`../${name}`, import.meta.url), "utf8");
const source = (await Promise.all((await readdir(new URL("../src", import.meta.url), { recursive: true }))
  .filter((name) => /\.(ts|css)$/.test(name) && !name.startsWith("lang/")).map((name) => read(`src/${name}`)))).join("\n");
const { declarations } = JSON.parse(await read("api/custom-elements.json")).modules[0];
const types = await read("api/kibitz.d.ts");

const quoted = (text) => [...text.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
const found = (pattern) => [...new Set([...source.matchAll(pattern)].flatMap(([, names]) => names.split(" ")))].sort();
const promised = (member) => [...new Set(declarations.flatMap((element) => element[member].map(({ name }) => name)))].sort();

// What the manifest has and nobody observes: theme is read by the styles, and these are written by the elements.
const unobserved = ["theme", "zero", "empty"];

const common = quoted(/COMMON = \[(.+)\]/.exec(source)[1]);
const defined = new Map([...(await read("src/main.ts")).matchAll(/^define\("([\w-]+)", \w+(.*)\);$/gm)].map(([, tag, rest]) => [tag, [...common, ...quoted(rest)].sort()]));

test("the manifest has the elements and their attributes", () => {
  const listed = new Map(declarations.map(({ tagName, attributes }) =>
    [tagName, attributes.map(({ name }) => name).filter((name) => !unobserved.includes(name)).sort()]));
  assert.deepEqual(listed, defined);
  for (const name of unobserved) assert.match(source, new RegExp(`:host\\(\\[${name}[=\\]]|toggleAttribute\\("${name}"`), name);
});

test("the small file has the same elements by the same attributes", async () => {
  for (const [, tag, rest] of (await read("src/small.ts")).matchAll(/^define\("([\w-]+)", \w+(.*)\);$/gm)) {
    assert.deepEqual([...common, ...quoted(rest)].sort(), defined.get(tag), tag);
  }
});

test("the declarations have the same attributes", () => {
  const members = (name) => {
    const [, parent, body] = new RegExp(`interface ${name}(?: extends (\\w+))? \\{([^]*?)\\n\\}`).exec(types);
    return [...(parent ? members(parent) : []), ...[...body.matchAll(/^ {2}"?([\w-]+)"?\??:/gm)].map(([, member]) => member)];
  };
  for (const { name, tagName, attributes } of declarations) {
    const settable = attributes.map((one) => one.name).filter((one) => one !== "zero" && one !== "empty");
    assert.deepEqual(members(`${name}Attributes`).sort(), settable.sort(), tagName);
  }
});

test("parts, custom properties and events are those of the code", () => {
  assert.deepEqual(promised("cssParts"), found(/\bpart: "([\w -]+)"/g));
  assert.deepEqual(promised("cssProperties"), found(/var\((--kibitz-[\w-]+)/g));
  const emitted = [...source.matchAll(/\bemit\(([^,;]+)/g)].flatMap(([, name]) => quoted(name)).map((name) => `kibitz:${name}`);
  assert.deepEqual(promised("events"), [...new Set(emitted)].sort());
  assert.deepEqual([...types.matchAll(/"(kibitz:\w+)": CustomEvent/g)].map(([, name]) => name).sort(), promised("events"));
});
