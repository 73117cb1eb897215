// Every language says all that the elements say, in all its forms, and nothing else.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import test from "node:test";
import { languages, messages } from "../build.mjs";

const english = await messages("en");

/** Returns the names between braces, sorted. */
const names = (text) => (text.match(/\{\w+\}/g) ?? []).sort();

for (const tag of await languages()) {
  test(`${tag} is complete`, async () => {
    const own = await messages(tag);
    const plurals = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.sort();
    assert.equal(Intl.PluralRules.supportedLocalesOf(tag)[0], tag, "its plurals are known here");
    assert.deepEqual(Object.keys(own), Object.keys(english), "keys, in the order of the English ones");
    for (const [key, message] of Object.entries(english)) {
      if (typeof message === "string") {
        assert.equal(typeof own[key], "string", key);
        assert.deepEqual(names(own[key]), names(message), key);
        continue;
      }
      assert.deepEqual(Object.keys(own[key]).sort(), plurals, key);
      // Zero, one and two may be words; what stands for several numbers has to name the number.
      for (const [form, text] of Object.entries(own[key])) {
        if (!["zero", "one", "two"].includes(form) || names(text).length) assert.deepEqual(names(text), names(message.other), `${key}, ${form}`);
      }
    }
  });

  test(`${tag} is said calmly, with the marks of print`, async () => {
    const said = Object.values(await messages(tag)).flatMap((message) => (typeof message === "string" ? message : Object.values(message)));
    for (const text of said) {
      assert.ok(text.trim(), "an empty message");
      assert.doesNotMatch(text, /[!！¡"']|\.\.\.|^\s|\s$|\s\s/, text);
    }
  });
}

test("every message is used", async () => {
  const source = new URL("../src/", import.meta.url);
  const files = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(".ts") && !name.startsWith("lang/"));
  const code = (await Promise.all(files.map((name) => readFile(new URL(name, source), "utf8")))).join("\n");
  assert.deepEqual(Object.keys(english).filter((key) => !code.includes(`"${key}"`)), []);
});
