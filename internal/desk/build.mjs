// Builds dist: the page, its script, its stylesheet and its icon. The same sources
// give the same bytes; `node build.mjs DIR` builds elsewhere.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build as esbuild } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, "src");

/** Browsers since the middle of 2024, as for the widget: the first with light-dark() in styles. */
const target = ["chrome123", "firefox128", "safari17.5"];

/** Bundles one file, with what it imports, and returns its text. */
async function bundle(entry) {
  const { outputFiles } = await esbuild({
    entryPoints: [path.join(source, entry)],
    bundle: true, write: false, format: "esm", minify: true, target, charset: "utf8", legalComments: "none",
    jsx: "automatic", jsxImportSource: "preact", tsconfigRaw: {},
  });
  return outputFiles[0].text;
}

/** Returns the name that a file has while it holds this text. */
function named(name, text) {
  const { name: stem, ext } = path.parse(name);
  return `${stem}.${createHash("sha256").update(text).digest("hex").slice(0, 8)}${ext}`;
}

/** Returns all files of dist by name. */
async function files() {
  const out = {};
  let page = await readFile(path.join(source, "index.html"), "utf8");
  for (const [name, text] of [
    ["desk.js", await bundle("main.tsx")],
    ["desk.css", await bundle("style/desk.css")],
    ["icon.svg", await readFile(path.join(source, "icon.svg"), "utf8")],
  ]) {
    out[named(name, text)] = text;
    page = page.replace(`/moderation/${name}`, `/moderation/${named(name, text)}`);
  }
  return { ...out, "index.html": page };
}

/** Writes all files into the folder, which becomes theirs alone, each with its Brotli variant. */
export async function build(dist) {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  for (const [name, text] of Object.entries(await files())) {
    await writeFile(path.join(dist, name), text);
    const squeezed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
    await writeFile(path.join(dist, `${name}.br`), squeezed);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build(path.resolve(process.argv[2] ?? path.join(here, "dist")));
}
