// Builds dist: the three scripts, the languages, and what editors read. The same
// sources give the same bytes; `node build.mjs DIR` builds elsewhere.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build as esbuild, transform } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, "src");

/** Browsers since the middle of 2024: the first with light-dark() in styles. What they understand is not spelled out for older ones. */
const target = ["chrome123", "firefox128", "safari17.5"];

/** The tags that there is a file of words for, English first. */
export async function languages() {
  const tags = (await readdir(path.join(source, "lang"))).map((name) => path.basename(name, ".ts"));
  return tags.sort((a, b) => (b === "en") - (a === "en") || (a < b ? -1 : 1));
}

/** Stylesheets are text, minified. */
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(await readFile(file, "utf8"), { loader: "css", minify: true, target });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** The small file has its own, smaller way to ask and to speak. */
const small = {
  name: "small",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/element$/ }, () => ({ path: path.join(source, "small", "element.ts") }));
  },
};

/** Bundles one file and returns its text. The bundler minifies each source for itself; a second time sees them as the one that they now are. */
export async function bundle(entry, { format = "iife", plugins = [], define = {} } = {}) {
  const { outputFiles } = await esbuild({
    entryPoints: [path.join(source, entry)],
    bundle: true, write: false, format, minify: true, target, charset: "utf8", legalComments: "none",
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } }, // without "use strict": the code is type-checked
    define: { LANGUAGES: JSON.stringify(await languages()), ...define },
    plugins: [styles, ...plugins],
  });
  return (await transform(outputFiles[0].text, { minify: true, target, charset: "utf8" })).code;
}

/** Returns the messages of a language. */
export async function messages(tag) {
  const code = await bundle(`lang/${tag}.ts`, { format: "esm" });
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).default;
}

/** Messages of kibitz-write.js alone, whose keys are names of other things in kibitz.js. */
const namesakes = ["link", "list", "offline", "posted", "held", "edit", "remove"];

/** English in two parts: the messages that kibitz.js names, and those that only kibitz-write.js does. */
async function english() {
  const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(".ts") && !/^(lang|small|writing|write\.ts)/.test(name));
  const code = (await Promise.all(names.map((name) => readFile(path.join(source, name), "utf8")))).join("\n");
  const all = Object.entries(await messages("en"));
  return [true, false].map((read) => ({
    name: "english",
    setup({ onLoad }) {
      const part = all.filter(([key]) => (code.includes(`"${key}"`) && !namesakes.includes(key)) === read);
      onLoad({ filter: /\Wlang\Wen\.ts$/ }, () => ({ contents: JSON.stringify(Object.fromEntries(part)), loader: "json" }));
    },
  }));
}

/** Returns where a file is had unchanged, and the hash that it is checked by. */
function pinned(name, text) {
  const hash = (kind, form) => createHash(kind).update(text).digest(form);
  return { path: `${hash("sha256", "hex").slice(0, 12)}/${name}`, integrity: `sha384-${hash("sha384", "base64")}` };
}

/** Returns all files of dist by name. */
async function files() {
  const [reading, writing] = await english();
  const write = await bundle("write.ts", { format: "esm", plugins: [writing] });
  const out = {
    "kibitz.js": await bundle("main.ts", { plugins: [reading], define: { WRITING: JSON.stringify(pinned("kibitz-write.js", write)) } }),
    "kibitz-write.js": write,
    "kibitz-count.js": await bundle("small.ts", { plugins: [small] }),
  };
  for (const tag of await languages()) {
    out[`lang/${tag}.json`] = JSON.stringify(await messages(tag)) + "\n";
  }
  for (const name of ["kibitz.d.ts", "custom-elements.json"]) {
    out[name] = await readFile(path.join(here, "api", name), "utf8");
  }
  return out;
}

/** Writes all files into the folder, which becomes theirs alone, each with its Brotli variant. */
export async function build(dist) {
  await rm(dist, { recursive: true, force: true });
  await mkdir(path.join(dist, "lang"), { recursive: true });
  for (const [name, text] of Object.entries(await files())) {
    await writeFile(path.join(dist, name), text);
    const squeezed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
    await writeFile(path.join(dist, `${name}.br`), squeezed);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build(path.resolve(process.argv[2] ?? path.join(here, "dist")));
}
