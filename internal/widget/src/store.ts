// What a reader's browser keeps. A browser may have no storage, refuse it, or
// have it full: then it is kept until the page is left.

const kept = new Map<string, string>();

export const store = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(key) ?? kept.get(key) ?? null;
    } catch {
      return kept.get(key) ?? null;
    }
  },

  set(key: string, value: string): void {
    kept.set(key, value);
    try {
      localStorage.setItem(key, value);
    } catch {
      // It is kept above.
    }
  },

  remove(key: string): void {
    kept.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      // It was never there.
    }
  },
};
