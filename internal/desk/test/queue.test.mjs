// The list, decisions and what waits to be sent, with fetch in the place of the server.

import assert from "node:assert/strict";
import test, { beforeEach, describe } from "node:test";
import { load } from "./lib/load.mjs";

globalThis.localStorage = { getItem: () => null, setItem() {}, removeItem() {} };
const { List, filterOf, whole, Outbox, Decisions, Problem, find, split, csv, ceiling, toasted, hush, sensible, reasonWords, language } =
  await load("queue/list", "queue/outbox", "queue/decide", "queue/marks", "queue/reasons", "queue/sensible", "ui/plot", "app", "api", "words");

const comment = (id, more = {}) => ({ id, version: 1, status: "pending", page: "/a", author: { id: "x", name: `N${id}` }, html: "", created: "2026-03-02T12:00:00Z", held: null, ...more });
const turn = () => new Promise(setImmediate);
const ids = (list) => list.rows.value.map(({ id }) => id).join("");

/** Answers each question by its path, in turn. */
function serve(answers) {
  globalThis.fetch = async (url) => {
    const path = new URL(url, "http://x").pathname.replace("/v1/moderation/", "");
    const next = answers[path]?.shift() ?? { notices: [], comments: [], next: null };
    return new Response(JSON.stringify(next));
  };
}

async function listed(letters, query = {}) {
  serve({ comments: [{ comments: [...letters].map((id) => comment(id)), next: null }] });
  const list = new List("news", filterOf(query));
  await list.open();
  return list;
}

beforeEach(() => {
  hush();
  language.value = "en";
});

describe("the list", () => {
  test("reads its filter out of the address, and knows no others", () => {
    assert.deepEqual(filterOf({}), { status: "pending", author: "", page: "", held: "", text: "", order: "oldest" });
    assert.equal(filterOf({ status: "spam" }).order, "newest");
    assert.equal(filterOf({ status: "any" }).status, "pending"); // of nobody
    assert.equal(filterOf({ status: "any", author: "x" }).status, "any");
    assert.equal(filterOf({ status: "x", order: "x" }).status, "pending");
    assert.ok(whole(filterOf({ status: "spam" })) && !whole(filterOf({ text: "a" })));
  });

  test("has those with a time first, and each once", async () => {
    serve({ illegal: [{ notices: [{ comment: comment("B"), due: "2026-03-03T12:00:00Z" }] }], comments: [{ comments: ["A", "B", "C"].map((id) => comment(id)), next: "n" }, { comments: [comment("C"), comment("D")], next: null }] });
    const list = new List("news", filterOf({ status: "reported" }));
    await list.open();
    assert.equal(ids(list), "BAC");
    assert.equal(list.rows.value[0].due, "2026-03-03T12:00:00Z");
    await list.extend();
    assert.equal(ids(list), "BACD");
    assert.equal(list.more.value, false);
  });

  test("goes on while parts are empty", async () => {
    serve({ comments: [{ comments: [], next: "1" }, { comments: [], next: "2" }, { comments: [comment("A")], next: "3" }] });
    const list = new List("news", filterOf({ text: "a" }));
    await list.open();
    assert.equal(ids(list), "A");
    assert.equal(list.more.value, true);
  });

  test("keeps what is there when more does not come", async () => {
    serve({ comments: [{ comments: [comment("A")], next: "1" }] });
    const list = new List("news", filterOf({ status: "spam" }));
    await list.open();
    globalThis.fetch = async () => new Response('{"code":"role_forbidden"}', { status: 403 });
    await list.extend();
    assert.equal(ids(list), "A");
    assert.ok(list.cause.value instanceof Problem);
    assert.equal(list.loading.value, false);
  });

  test("has what is new at its end, once it is wholly there", async () => {
    const list = await listed("AB");
    list.remove(["A"]);
    serve({ comments: [{ comments: ["D", "C", "B", "A"].map((id) => comment(id)), next: null }] });
    assert.equal(await list.refresh(), 2);
    assert.equal(ids(list), "BCD");
    globalThis.fetch = async () => new Response('{"code":"role_forbidden"}', { status: 403 });
    assert.equal(await list.refresh(), 0);
    assert.equal(ids(list), "BCD");
  });

  test("selects the next when the current one goes, at the end the one before", async () => {
    const list = await listed("ABCD");
    list.current.value = "B";
    list.remove(["B", "C"]);
    assert.equal(list.current.value, "D");
    list.remove(["D"]);
    assert.equal(list.current.value, "A");
    list.remove(["A"]);
    assert.equal(list.current.value, "");
  });

  test("puts back what was taken out where it was", async () => {
    const list = await listed("ABCDE");
    const places = list.places(["A", "C", "D", "E"]);
    list.remove(["A", "C", "D", "E"]);
    list.restore(places);
    assert.equal(ids(list), "ABCDE");
  });

  test("takes in a comment that an address names, but none that was decided on", async () => {
    const list = await listed("AB");
    list.remove(["A"]);
    list.bring(comment("A"));
    list.bring(comment("B"));
    list.bring(comment("C"));
    assert.equal(ids(list), "CB");
  });

  test("does not show again what was decided on, though an answer has it", async () => {
    const list = await listed("AB");
    list.remove(["A"]);
    serve({ comments: [{ comments: [comment("A"), comment("B")], next: null }] });
    await list.open();
    assert.equal(ids(list), "B");
  });
});

/** An outbox whose letters are answered by hand. */
function post() {
  const sent = [];
  const kept = { letters: [] };
  const outbox = new Outbox((letter) => new Promise((settle, fail) => { sent.push({ letter, settle, fail }); }), {
    load: () => kept.letters, save: (letters) => { kept.letters = letters; },
  });
  return { outbox, sent, kept, done: (i, version = 2) => { const { letter, settle } = sent[i]; settle(letter.ids.map((id) => ({ id, status: "rejected", version }))); return turn(); } };
}

const letter = (key, id, more = {}) => ({ key, site: "news", ids: [id], versions: [1], action: "reject", reason: "", ...more });

describe("decisions on their way", () => {
  test("go one after the other, each on the version that the one before made", async () => {
    const { outbox, sent, done } = post();
    void outbox.post(letter("1", "A"));
    void outbox.post(letter("2", "A", { action: "undo" }));
    await turn();
    assert.equal(sent.length, 1);
    await done(0, 7);
    assert.deepEqual(sent[1].letter.versions, [7]);
  });

  test("wait while there is no network, also in the storage, and can be dropped", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const { outbox, sent, kept } = post();
    void outbox.post(letter("1", "A"));
    void outbox.post(letter("2", "B"));
    sent[0].fail(new Problem(0, { code: "offline" }));
    await turn();
    assert.equal(outbox.stuck.value, 2);
    assert.equal(kept.letters.length, 2);
    assert.equal(outbox.drop("2"), true);
    assert.equal(outbox.stuck.value, 1);
    context.mock.timers.tick(2000);
    await turn();
    assert.equal(sent.length, 2);
    assert.equal(outbox.drop("1"), false); // it is on its way
    sent[1].settle([]);
    await turn();
    assert.equal(outbox.stuck.value, 0);
    assert.deepEqual(kept.letters, []);
  });

  test("go at once when the network is back", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const { outbox, sent } = post();
    void outbox.post(letter("1", "A"));
    sent[0].fail(new Problem(503, { code: "try_again" }));
    await turn();
    outbox.wake();
    await turn();
    assert.equal(sent.length, 2);
  });

  test("go after the page was closed", async () => {
    const { outbox, sent, kept } = post();
    kept.letters = [letter("1", "A"), letter("2", "B")];
    const told = [];
    outbox.resume(({ key }, results) => results.then(() => told.push(key)));
    sent[0].settle([]);
    await turn();
    sent[1].settle([]);
    await turn();
    assert.deepEqual(told, ["1", "2"]);
  });

  test("that are refused are not sent again", async () => {
    const { outbox, sent } = post();
    const refused = assert.rejects(outbox.post(letter("1", "A")), { code: "role_forbidden" });
    sent[0].fail(new Problem(403, { code: "role_forbidden" }));
    await refused;
    assert.equal(sent.length, 1);
  });
});

describe("deciding", () => {
  test("takes the comment out at once and says so", async () => {
    const list = await listed("ABC");
    const { outbox, sent } = post();
    const decisions = new Decisions(outbox);
    list.current.value = "A";
    decisions.decide(list, ["A"], "reject", "Abuse");
    assert.equal(ids(list), "BC");
    assert.equal(list.current.value, "B");
    assert.equal(toasted.value.text, "Rejected the comment by NA.");
    assert.deepEqual({ ...sent[0].letter, key: "" }, { key: "", site: "news", ids: ["A"], versions: [1], action: "reject", reason: "Abuse" });
  });

  test("is taken back by a second decision, on the version of the first", async () => {
    const list = await listed("ABC");
    const { outbox, sent, done } = post();
    const decisions = new Decisions(outbox);
    decisions.decide(list, ["B"], "publish");
    assert.equal(decisions.undo(), true);
    assert.equal(ids(list), "ABC");
    assert.equal(list.current.value, "B");
    await done(0, 2);
    assert.deepEqual([sent[1].letter.action, sent[1].letter.versions], ["undo", [2]]);
    sent[1].settle([{ id: "B", status: "pending", version: 3 }]);
    await turn();
    assert.equal(list.find("B").version, 3);
    assert.equal(decisions.undo(), false);
  });

  test("is taken back without a word to the server that did not hear of it", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const list = await listed("AB");
    const { outbox, sent } = post();
    const decisions = new Decisions(outbox);
    decisions.decide(list, ["A"], "spam");
    sent[0].fail(new Problem(0, { code: "offline" }));
    await turn();
    decisions.undo();
    assert.equal(ids(list), "AB");
    context.mock.timers.tick(60_000);
    await turn();
    assert.equal(sent.length, 1);
  });

  test("leads back to a comment that somebody else decided on first", async () => {
    const list = await listed("ABC");
    const { outbox, sent } = post();
    const decisions = new Decisions(outbox);
    list.current.value = "A";
    decisions.decide(list, ["A"], "reject");
    const decision = { moderator: { id: "m", name: "Minh" }, action: "publish", time: "2026-03-02T09:02:00Z" };
    sent[0].settle([{ id: "A", code: "comment_changed", detail: "x", now: { status: "published", version: 4, decision } }]);
    await turn();
    assert.equal(ids(list), "ABC");
    assert.equal(list.current.value, "A");
    assert.equal(toasted.value, null);
    assert.equal(decisions.conflicts.value.get("A").decision.moderator.name, "Minh");
    assert.equal(decisions.handled.value, 0);
    // All the same, on what is there now.
    decisions.decide(list, ["A"], "reject");
    await turn();
    assert.deepEqual(sent[1].letter.versions, [4]);
    assert.equal(decisions.conflicts.value.size, 0);
  });

  test("tells who has gone on instead of leading back", async () => {
    const list = await listed("ABC");
    const { outbox, sent } = post();
    const decisions = new Decisions(outbox);
    list.current.value = "A";
    decisions.decide(list, ["A"], "reject");
    list.current.value = "C";
    sent[0].settle([{ id: "A", code: "comment_changed", detail: "x", now: { status: "spam", version: 4, decision: null } }]);
    await turn();
    assert.equal(list.current.value, "C");
    assert.match(toasted.value.text, /changed meanwhile: Spam\. Your decision was not recorded/);
    assert.ok(toasted.value.wrong);
  });

  test("of many goes in requests of a hundred", async () => {
    const list = await listed(Array.from({ length: 230 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join(""));
    const { outbox, sent, done } = post();
    const decisions = new Decisions(outbox);
    list.markAll(true);
    decisions.decide(list, [...list.marked.value], "delete");
    for (let i = 0; i < 3; i++) await done(i);
    assert.deepEqual(sent.map(({ letter }) => letter.ids.length), [100, 100, 30]);
    assert.equal(ids(list), "");
    assert.equal(list.marked.value.size, 0);
  });

  test("in a list of all by one author leaves the comment there", async () => {
    const list = await listed("AB", { status: "any", author: "x" });
    const { outbox, done } = post();
    new Decisions(outbox).decide(list, ["A"], "reject");
    assert.equal(ids(list), "AB");
    assert.equal(list.find("A").status, "rejected");
    await done(0, 5);
    assert.equal(list.find("A").version, 5);
  });

  test("that is refused brings the comment back", async () => {
    const list = await listed("AB");
    const { outbox, sent } = post();
    new Decisions(outbox).decide(list, ["A"], "reject");
    sent[0].fail(new Problem(403, { code: "role_forbidden" }));
    await turn();
    assert.equal(ids(list), "AB");
    assert.match(toasted.value.text, /role/);
  });
});

test("only what changes something is offered", () => {
  assert.equal(sensible("publish", "published", false), false);
  assert.equal(sensible("publish", "published", true), true); // it keeps what was reported
  assert.equal(sensible("reject", "rejected", false), false);
  assert.equal(sensible("delete", "spam", false), true);
});

test("what matched is marked once, whatever its case", () => {
  assert.deepEqual(find("Giá RẺ, giá rẻ hơn", ["giá rẻ", "rẻ hơn", ""]), [[0, 6], [8, 18]]);
  assert.deepEqual(split("a b c", ["b"]), [{ text: "a ", marked: false }, { text: "b", marked: true }, { text: " c", marked: false }]);
  assert.deepEqual(find("İ b", ["b"]), []); // lower case is longer
});

test("a reason that is known is said in words of ours", () => {
  assert.equal(reasonWords("7 links; up to 3 are published at once"), "7 links; up to 3 are published at once");
  language.value = "vi";
  assert.equal(reasonWords("7 links; up to 3 are published at once"), "7 liên kết; tối đa 3 thì được đăng ngay");
  assert.equal(reasonWords("something new"), "something new");
});

test("a table for a spreadsheet holds no formula", () => {
  assert.equal(csv(["Day", "Held"], [{ label: "=1+1", values: [2] }, { label: 'a "b", c', values: [3] }]), `Day,Held\r\n'=1+1,2\r\n"a ""b"", c",3\r\n`);
  assert.deepEqual([0, 3, 7, 48, 100, 101].map(ceiling), [1, 5, 10, 50, 100, 200]);
});
