import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./lib/load.mjs";

const { parse, format } = await load("route");

test("an address says where one is", () => {
  assert.deepEqual(parse("#/news/queue?status=spam&id=01A"), { site: "news", view: "queue", query: { status: "spam", id: "01A" } });
  assert.deepEqual(parse(""), { site: "", view: "", query: {} });
  assert.deepEqual(parse("#/%E0%A4/queue"), { site: "", view: "queue", query: {} });
});

test("what is written is read again", () => {
  const query = { text: "phở & bún?", page: "/a#b" };
  assert.deepEqual(parse(format("tin/tức", "queue", query)), { site: "tin/tức", view: "queue", query });
  assert.equal(format("news", "queue", { text: "", page: undefined }), "#/news/queue");
});
