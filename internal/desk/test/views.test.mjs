// What the views work out before they show it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { load } from "./lib/load.mjs";

const { everyDay, sums, checks, work, share, decided } = await load("views/statistics");
const { outline, fault, pieces } = await load("views/wordlists");
const { fieldOf, groups, shown, written, same } = await load("views/settingkinds");

const lan = { id: "a1", name: "Lan" };
const days = [
  { day: "2026-03-01", held: { words: 4, links: 1 }, overruled: { words: 1 }, decisions: [{ moderator: { ...lan, name: "L." }, action: "publish", count: 2 }, { moderator: lan, action: "undo", count: 1 }] },
  { day: "2026-03-03", held: { words: 2 }, overruled: {}, decisions: [
    { moderator: lan, action: "reject", count: 3 }, { moderator: { id: "b2", name: "Minh" }, action: "delete", count: 9 }, { moderator: { id: "c3", name: "Hà" }, action: "set", count: 5 }] },
];

test("days of which there is nothing to say are there too", () => {
  const all = everyDay(days, new Date("2026-03-03T23:00:00Z"), 3);
  assert.deepEqual(all.map(({ day }) => day), ["2026-03-01", "2026-03-02", "2026-03-03"]);
  assert.deepEqual(sums(all), [
    { day: "2026-03-01", held: 5, overruled: 1, published: 2, taken: 0, spam: 0 },
    { day: "2026-03-02", held: 0, overruled: 0, published: 0, taken: 0, spam: 0 },
    { day: "2026-03-03", held: 2, overruled: 0, published: 0, taken: 12, spam: 0 },
  ]);
});

test("checks and moderators come with their sums, the busiest first", () => {
  assert.deepEqual(checks(days), [{ name: "words", held: 6, overruled: 1 }, { name: "links", held: 1, overruled: 0 }]);
  assert.deepEqual(work(days), [
    { id: "b2", name: "Minh", published: 0, taken: 9, spam: 0, undone: 0 },
    { id: "a1", name: "Lan", published: 2, taken: 3, spam: 0, undone: 1 },
  ]);
  assert.equal(decided(work(days)[1]), 5);
});

test("a share is of what was held, and never more than all", () => {
  assert.equal(share({ held: 4, overruled: 1 }), 0.25);
  assert.equal(share({ held: 1, overruled: 3 }), 1);
  assert.equal(share({ held: 0, overruled: 3 }), 0);
});

test("lists of words have rules with their lines", () => {
  assert.deepEqual(outline("phở\n# a remark\n\n[Ads]\nnhà cái\n~gia re\n[Junk] spam\n"), [
    { name: "", spam: false, line: 1, entries: 1 },
    { name: "Ads", spam: false, line: 4, entries: 2 },
    { name: "Junk", spam: true, line: 7, entries: 0 },
  ]);
  assert.deepEqual(outline(""), []);
});

test("a line that cannot be read is told why", () => {
  for (const [line, why] of [["[Ads", "rule"], ["[Ads] gone", "rule"], ["a * b", "star"], ["!!!", "empty"], ["a b c d e f g h i", "long"], ["~x", "short"], ["phở", "other"]]) {
    assert.equal(fault(line), `rules.fault.${why}`, line);
  }
});

test("a text is cut where matches are, which are in bytes", () => {
  assert.deepEqual(pieces("Đúng là đồ ngu!", [{ rule: "R", start: 11, end: 20 }]), [{ text: "Đúng là " }, { text: "đồ ngu", rule: "R" }, { text: "!" }]);
  assert.deepEqual(pieces("ab", [{ rule: "1", start: 0, end: 2 }, { rule: "2", start: 1, end: 2 }]), [{ text: "ab", rule: "1" }]);
  assert.deepEqual(pieces("🙂", []), [{ text: "🙂" }]);
});

test("a setting is shown as people write it, and written as the server does", () => {
  const window = fieldOf("edit-window"), origins = fieldOf("origins");
  assert.equal(shown(window, "1h15m0s"), "75");
  assert.equal(written(window, "7,5"), "450s");
  assert.equal(written(window, " "), "");
  assert.ok(same(window, "15m0s", "900s"));
  assert.equal(shown(origins, "https://a.example,https://b.example"), "https://a.example\nhttps://b.example");
  assert.equal(written(origins, " https://a.example \n\nhttps://b.example,"), "https://a.example,https://b.example");
  assert.equal(written(fieldOf("brand-new"), " x "), "x");
});

test("whatever the server can set or log has words", async () => {
  const { known } = await load("words");
  const read = (name) => readFile(new URL(`../../${name}`, import.meta.url), "utf8");
  const keys = [...(await read("site/settings.go")).matchAll(/^\t(?:\w+\(|\{)"([a-z-]+)", "/gm)].map(([, key]) => key);
  assert.ok(keys.length > 20, "the table of settings is elsewhere");
  assert.deepEqual(keys.filter((key) => !known(`setting.${key}`) || !groups.some((group) => group.keys.includes(key))), []);
  const actions = /enum: \[(publish, [a-z, ]*set, words[a-z, ]*)\]/.exec(await read("httpapi/openapi.yaml"))[1].split(", ");
  assert.deepEqual(actions.filter((action) => !known(`audit.did.${action}`)), []);
});

test("every setting of the groups has a kind of field of its own", () => {
  const keys = groups.flatMap(({ keys }) => keys);
  assert.equal(new Set(keys).size, keys.length);
});
