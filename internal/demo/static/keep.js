// What this browser remembers, in localStorage. All of it may be missing or
// refused (private windows): then the page works, and forgets.

const prefix = 'kibitz.demo.';

export function get(key, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(prefix + key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function set(key, value) {
  try {
    if (value === null) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // Full or refused: it is a convenience.
  }
}

/** A random name for one submit. crypto.randomUUID is missing on plain http. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

// Own comments: what was typed, to edit it, and those that nobody else sees
// yet. Forgotten a week after they were written.
const week = 7 * 24 * 3600 * 1000;
const own = () => get('own', []).filter((c) => Date.now() - Date.parse(c.created) < week);

/** The reader's own comment of that id as it was remembered. */
export const ownComment = (id) => own().find((c) => c.id === id);
export const heldOn = (page) => own().filter((c) => c.page === page && c.status === 'pending');
export const forget = (id) => set('own', own().filter((c) => c.id !== id));
export const remember = (comment, page, source) =>
  set('own', [...own().filter((c) => c.id !== comment.id), { ...comment, page, source }]);
