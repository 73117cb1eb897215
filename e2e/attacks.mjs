// Strings that attack a page which shows them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const corpora = process.env.KIBITZ_CORPORA ?? new URL('../../shared/corpora', import.meta.url).pathname;
const folders = ['xss', 'sanitizers', 'attack'];
const LONGEST = 2500; // characters: several times in one request

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const strings = (file) => read(file).map((one) => one.payload ?? one);

/** Our own attacks, of every kind. */
export const own = () => read(new URL('testdata/attacks.json', import.meta.url));

/** Every element that a comment may hold, under an event handler. */
const handlers = (names) => names.map((name) =>
  ['p', 'em', 'strong', 'del', 'blockquote', 'ul', 'ol', 'li', 'code', 'pre', 'a'].map((tag) => `<${tag} ${name}=alert(1)>x</${tag}>`).join(''));

/** All attacks: our own, and those of the corpora where they are. say is told when they are not. */
export function attacks(say) {
  const all = own();
  if (!existsSync(corpora)) {
    say(`no corpora in ${corpora}: only the ${all.length} attacks of testdata are tried`);
    return all;
  }
  for (const folder of folders) {
    for (const file of readdirSync(join(corpora, folder))) {
      if (!file.endsWith('.json')) continue;
      const found = strings(join(corpora, folder, file));
      all.push(...found, ...(file.startsWith('event-handler') ? handlers(found) : []));
    }
  }
  return [...new Set(all.map((one) => one.slice(0, LONGEST)))];
}
