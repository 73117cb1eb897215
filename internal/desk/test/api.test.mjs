// What comes back from a request, with fetch in the place of the server.

import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { load } from "./lib/load.mjs";

const { api, Problem, online, signedOut, language, passing } = await load("api", "words");

let asked = [];
const serve = (...answers) => {
  asked = [];
  globalThis.fetch = async (url, init) => {
    asked.push([init.method, url, init.body]);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer.clone();
  };
};
const json = (status, body, headers) => new Response(JSON.stringify(body), { status, headers });

beforeEach((context) => {
  language.value = "en";
  context.mock.timers.enable({ apis: ["setTimeout"] });
});

/** Lets time pass until the promise is settled. */
async function settled(context, promise) {
  let done = false;
  const end = promise.then((value) => ({ value }), (cause) => ({ cause })).finally(() => { done = true; });
  while (!done) {
    await new Promise(setImmediate);
    context.mock.timers.tick(10_000);
  }
  return end;
}

test("a question leaves out what is not asked", async () => {
  serve(json(200, { next: null }));
  assert.deepEqual(await api.get("pages", { site: "news", cursor: undefined, text: "", page: ["/a", "/b"] }), { next: null });
  assert.deepEqual(asked, [["GET", "/v1/moderation/pages?site=news&page=%2Fa&page=%2Fb", undefined]]);
});

test("a refusal is a problem with its code, field and words", async () => {
  serve(json(403, { code: "role_forbidden", detail: "x" }));
  await assert.rejects(api.post("actions", {}), (cause) => cause instanceof Problem && cause.code === "role_forbidden" && cause.words.startsWith("Your role"));
  serve(json(422, { code: "words_invalid", detail: "Line 3 is open.", field: "text" }));
  await assert.rejects(api.put("words", {}), (cause) => cause.field === "text" && cause.words === "Line 3 is open.");
  serve(new Response("<html>", { status: 500, headers: { "X-Request-Id": "abc" } }));
  await assert.rejects(api.post("x", {}), (cause) => cause.code === "internal" && cause.words.includes("abc"));
});

test("who is signed out is told so once", async () => {
  let told = 0;
  signedOut.then = () => { told++; };
  serve(json(401, { code: "signin_required" }));
  await assert.rejects(api.get("me"));
  assert.equal(told, 1);
  assert.equal(asked.length, 1);
});

test("reading is asked again when that can help", async (context) => {
  serve(json(503, { code: "try_again" }), new TypeError("no network"), json(200, { queues: {} }));
  const { value } = await settled(context, api.get("numbers"));
  assert.deepEqual(value, { queues: {} });
  assert.equal(asked.length, 3);
  assert.equal(online.value, true);
});

test("writing is sent once", async () => {
  serve(new TypeError("no network"));
  await assert.rejects(api.post("actions", {}), (cause) => cause.code === "offline" && passing(cause));
  assert.equal(asked.length, 1);
  assert.equal(online.value, false);
});

test("lines come one by one, however they are cut", async () => {
  const bytes = new TextEncoder().encode('{"seen":1}\n{"word":"phở"}\n{"last":true}');
  const cut = new ReadableStream({ start(c) { for (const byte of bytes) c.enqueue(Uint8Array.of(byte)); c.close(); } });
  globalThis.fetch = async () => new Response(cut);
  const lines = [];
  for await (const line of api.lines("backtest", {})) lines.push(line);
  assert.deepEqual(lines, [{ seen: 1 }, { word: "phở" }, { last: true }]);
});
