// Decisions on their way. They go one after the other; while there is no network
// they wait, also when the page is closed meanwhile. Sending one again changes
// nothing, so a lost answer does no harm.

import { signal } from "@preact/signals";
import { passing } from "../api";
import type { Action, Result } from "../types";

/** A decision to be sent. The versions are those of the comments as they were seen. */
export interface Letter { key: string; site: string; ids: string[]; versions: number[]; action: Action; reason: string }

/** Where letters are kept while the page is closed. */
export interface Shelf { load(): Letter[]; save(letters: readonly Letter[]): void }

interface Waiting { letter: Letter; settle: (results: Result[]) => void; fail: (cause: unknown) => void }

const firstPause = 2_000, longestPause = 60_000; // ms

export class Outbox {
  /** How many decisions wait for the network. */
  readonly stuck = signal(0);
  readonly #queue: Waiting[] = [];
  readonly #send: (letter: Letter) => Promise<Result[]>;
  readonly #shelf: Shelf;
  /** Versions that our own decisions brought about, which others have not seen. */
  readonly #versions = new Map<string, number>();
  #sending: Letter | undefined;
  #running = false;
  #wake = () => {};

  constructor(send: (letter: Letter) => Promise<Result[]>, shelf: Shelf) {
    this.#send = send;
    this.#shelf = shelf;
  }

  /** Sends what was left when the page was closed; told hears what became of each. */
  resume(told: (letter: Letter, results: Promise<Result[]>) => void): void {
    for (const letter of this.#shelf.load()) told(letter, this.post(letter));
  }

  /** Sends a decision when it is its turn; resolves with what became of each comment. */
  post(letter: Letter): Promise<Result[]> {
    const results = new Promise<Result[]>((settle, fail) => { this.#queue.push({ letter, settle, fail }); });
    this.#save();
    void this.#run();
    return results;
  }

  /** Takes a decision back that was not sent yet; its promise stays open. */
  drop(key: string): boolean {
    const at = this.#queue.findIndex(({ letter }) => letter.key === key);
    if (at < 0 || this.#queue[at]?.letter === this.#sending) return false;
    this.#queue.splice(at, 1);
    this.#save();
    this.stuck.value = Math.min(this.stuck.peek(), this.#queue.length);
    return true;
  }

  /** Tries again now: the network is back. */
  wake(): void {
    this.#wake();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let pause = firstPause;
    for (let first = this.#queue[0]; first; first = this.#queue[0]) {
      const { letter, settle, fail } = first;
      try {
        this.#sending = letter;
        const versions = letter.ids.map((id, i) => Math.max(letter.versions[i] ?? 1, this.#versions.get(id) ?? 1));
        const results = await this.#send({ ...letter, versions });
        for (const { id, version } of results) if (version) this.#versions.set(id, version);
        settle(results);
      } catch (cause) {
        this.#sending = undefined;
        if (passing(cause)) {
          this.stuck.value = this.#queue.length;
          await this.#sleep(pause);
          pause = Math.min(pause * 2, longestPause);
          continue;
        }
        fail(cause);
      }
      this.#sending = undefined;
      pause = firstPause;
      this.#queue.splice(this.#queue.indexOf(first), 1);
      this.#save();
      this.stuck.value = Math.min(this.stuck.peek(), this.#queue.length);
    }
    this.stuck.value = 0;
    this.#running = false;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#wake = () => {};
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#wake = end;
    });
  }

  #save(): void {
    this.#shelf.save(this.#queue.map(({ letter }) => letter));
  }
}

/** A shelf in the browser's storage, by a name that holds who is signed in. */
export function browserShelf(name: string): Shelf {
  return {
    load() {
      try {
        return JSON.parse(localStorage.getItem(name) ?? "[]") as Letter[];
      } catch {
        return []; // nothing of ours
      }
    },
    save(letters) {
      try {
        if (letters.length > 0) localStorage.setItem(name, JSON.stringify(letters));
        else localStorage.removeItem(name);
      } catch { /* without storage they wait as long as the page is open */ }
    },
  };
}
