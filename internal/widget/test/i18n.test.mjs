// The language that a reader gets, and how it counts and tells the time.

import assert from "node:assert/strict";
import test from "node:test";
import { bundle, languages, messages } from "../build.mjs";

const code = await bundle("i18n.ts", { format: "esm" });
const { english, nearest, wordsFor } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

/** Returns the words of a tag, as they are had over the network from beside the script. */
async function spoken(tag) {
  const names = await languages();
  const fetched = globalThis.fetch;
  globalThis.fetch = async (address) => {
    const [, name] = /\/v1\/widget\/0\/lang\/(.+)\.json$/.exec(address.href);
    assert.ok(names.includes(name), `there is no language ${name}`);
    return Response.json(await messages(name));
  };
  try {
    return await wordsFor(tag, "https://talk.example/v1/widget/0/kibitz.js");
  } finally {
    globalThis.fetch = fetched;
  }
}

test("the nearest language is chosen", async () => {
  const tags = await languages();
  const wishes = {
    en: "en", "en-GB": "en", vi: "vi", "vi-VN": "vi", VI: "vi",
    pt: "pt-BR", "pt-BR": "pt-BR", "pt-PT": "pt-BR",
    zh: "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-Hans-HK": "zh-Hans",
    "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant", "zh-Hant": "zh-Hant", "zh-Hant-CN": "zh-Hant", "zh-hant-tw": "zh-Hant",
    "fr-CA": "fr", "de-AT": "de", "es-419": "es", "ru-KZ": "ru", "ar-EG": "ar", in: "id", "th-TH-u-nu-thai": "th",
    sv: "en", tlh: "en", "": "en", "not a tag": "en", zh_TW: "en",
  };
  for (const [wish, tag] of Object.entries(wishes)) assert.equal(nearest(wish, tags), tag, `lang="${wish}"`);
});

test("counts take the forms of the language", async () => {
  const said = async (tag, ...numbers) => {
    const words = await spoken(tag);
    return numbers.map((n) => words.t("commentsTitle", { n }));
  };
  assert.deepEqual(await said("en", 0, 1, 2, 1234), ["0 comments", "1 comment", "2 comments", "1,234 comments"]);
  assert.deepEqual(await said("vi", 0, 1, 48210), ["0 bình luận", "1 bình luận", "48.210 bình luận"]);
  assert.deepEqual(await said("ru", 1, 3, 5, 11, 21), ["1 комментарий", "3 комментария", "5 комментариев", "11 комментариев", "21 комментарий"]);
  assert.deepEqual(await said("fr", 0, 1, 2), ["0 commentaire", "1 commentaire", "2 commentaires"]);
  assert.deepEqual(await said("ar-AE", 0, 1, 2, 3, 11, 100), ["لا تعليقات", "تعليق واحد", "تعليقان", "3 تعليقات", "11 تعليقًا", "100 تعليق"]);
});

test("Arabic runs from right to left, however its tag is written", async () => {
  for (const tag of ["ar", "AR", "ar-EG"]) assert.equal((await spoken(tag)).dir, "rtl", tag);
  for (const tag of ["en", "vi", "th"]) assert.equal((await spoken(tag)).dir, "ltr", tag);
});

test("times are told in the language", async () => {
  const now = new Date(2026, 10, 23, 10, 0), minute = 60_000;
  const told = async (tag) => {
    const words = await spoken(tag);
    return [0, 12 * minute, 120 * minute, 24 * 60 * minute, 9 * 24 * 60 * minute].map((ms) => words.ago(new Date(now - ms), now));
  };
  assert.deepEqual(await told("vi"), ["vừa xong", "12 phút trước", "2 giờ trước", "hôm qua", "14/11/2026"]);
  assert.deepEqual(await told("en"), ["just now", "12 minutes ago", "2 hours ago", "yesterday", "14 Nov 2026"]);
  assert.deepEqual(await told("de"), ["gerade eben", "vor 12 Minuten", "vor 2 Stunden", "gestern", "14.11.2026"]);
});

test("English stays where a language cannot be had", async (t) => {
  t.mock.method(globalThis, "fetch", async () => new Response("", { status: 404 }));
  const words = await wordsFor("ko", "https://talk.example/v1/widget/0/kibitz.js");
  assert.equal(words.t("reply"), english().t("reply"));
  assert.equal(words.lang, "en");
  t.mock.restoreAll();
  assert.equal((await spoken("ko")).t("reply"), (await messages("ko")).reply);
});
