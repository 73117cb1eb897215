// That every language says the same things, and how times and numbers are written.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import test, { beforeEach } from "node:test";
import { load } from "./lib/load.mjs";

const { messages, language, t, ago, clock, number, span, term, known } = await load("words");

const holes = (message) => [...new Set(Object.values(typeof message === "string" ? { message } : message).join(" ").match(/\{\w+\}/g))].sort();

beforeEach(() => { language.value = "en"; });

test("all languages have the same messages with the same values", () => {
  for (const [tag, all] of Object.entries(messages)) {
    assert.deepEqual(Object.keys(all).sort(), Object.keys(messages.en).sort(), tag);
    for (const [key, message] of Object.entries(all)) {
      assert.deepEqual(holes(message), holes(messages.en[key]), `${tag}: ${key}`);
      assert.ok(!/!|  |\bID\b|successful/.test(Object.values({ message }).flatMap((m) => Object.values(Object(m))).join("")), `${tag}: ${key} says ${message}`);
    }
  }
});

test("every message is said somewhere", async () => {
  const folder = new URL("../src/", import.meta.url);
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.tsx?$/.test(name) && !/^words\/(en|vi)/.test(name));
  const code = (await Promise.all(names.map((name) => readFile(new URL(name, folder), "utf8")))).join("\n");
  // Some names are put together from a group and a word of the server or of a choice.
  const groups = new Set([...code.matchAll(/(?:term\("|`)([\w.]+?)(?:"|\.\$\{)/g)].map(([, group]) => group));
  const silent = Object.keys(messages.en).filter((key) => !code.includes(`"${key}"`) && !groups.has(key.slice(0, key.lastIndexOf("."))));
  assert.deepEqual(silent, []);
});

test("a message takes its values, and counts", () => {
  assert.equal(t("ago", { span: "5 min" }), "5 min ago");
  assert.equal(t("span.hours", { n: 1 }), "1 hour");
  assert.equal(t("span.hours", { n: 1200 }), "1,200 hours");
  language.value = "vi";
  assert.equal(t("span.hours", { n: 1200 }), "1.200 giờ");
});

test("a word of the server that has no message stays as it is", () => {
  assert.equal(term("theme", "dark"), "Dark");
  assert.equal(term("theme", "toString"), "toString");
  assert.equal(known("toString"), false);
});

test("times are written as people say them", () => {
  const now = Date.parse("2026-03-02T12:00:00Z");
  assert.equal(ago("2026-03-02T11:59:30Z", now), "just now");
  assert.equal(ago("2026-03-02T11:12:00Z", now), "48 min ago");
  assert.equal(ago("2026-03-01T11:00:00Z", now), "25 hours ago");
  assert.equal(ago("2026-02-27T11:00:00Z", now), "3 days ago");
  assert.equal(ago("2026-01-05T11:00:00Z", now), "5 Jan 2026");
  assert.equal(span(-5000), "0 min");
  assert.equal(clock("2026-03-02T15:05:00Z", now), "3 h 5 min left");
  assert.equal(clock("2026-03-02T09:46:00Z", now), "2 h 14 min overdue");
  assert.equal(number(48210), "48,210");
});
