// Asking the API from a view, and what is there until the answer comes.

import { useCallback, useEffect, useState } from "preact/hooks";
import { api, type Query } from "../api";

/** An answer, or why there is none; neither while it is on its way. */
export interface Asked<T> { value?: T | undefined; cause?: unknown; again: () => void; put: (value: T) => void }

/** Asks when it is first shown and when the question changes; what was there stays until the new answer comes. */
export function useAsk<T>(path: string, query: Query): Asked<T> {
  const [state, set] = useState<{ value?: T; cause?: unknown; question: string }>({ question: "" });
  const [turn, setTurn] = useState(0);
  const question = JSON.stringify([path, query]);
  useEffect(() => {
    const abort = new AbortController();
    api.get<T>(path, query, abort.signal).then(
      (value) => set({ value, question }),
      (cause: unknown) => { if (!abort.signal.aborted) set({ cause, question }); },
    );
    return () => abort.abort();
  }, [question, turn]);
  const current = state.question === question || state.value !== undefined;
  return {
    value: current ? state.value : undefined,
    cause: state.question === question ? state.cause : undefined,
    again: useCallback(() => { set({ question: "" }); setTurn((n) => n + 1); }, []),
    put: useCallback((value: T) => set({ value, question }), [question]),
  };
}

/** A list that comes in parts. */
export interface Listed<T> { rows: T[]; loading: boolean; cause?: unknown; more?: (() => void) | undefined; again: () => void }

/** Asks for a list whose answers have `next`; rows takes them out of an answer. */
export function useList<A extends { next: string | null }, T>(path: string, query: Query, rows: (answer: A) => T[]): Listed<T> {
  const [state, set] = useState<{ rows: T[]; next: string | null; loading: boolean; cause?: unknown }>({ rows: [], next: null, loading: true });
  const [turn, setTurn] = useState(0);
  const question = JSON.stringify([path, query]);
  const load = async (before: T[], cursor: string | null, abort?: AbortSignal) => {
    set((s) => ({ rows: before, next: s.next, loading: true }));
    try {
      const answer = await api.get<A>(path, { ...query, cursor: cursor ?? undefined }, abort);
      set({ rows: [...before, ...rows(answer)], next: answer.next, loading: false });
    } catch (cause) {
      if (!abort?.aborted) set({ rows: before, next: cursor, loading: false, cause });
    }
  };
  useEffect(() => {
    const abort = new AbortController();
    void load([], null, abort.signal);
    return () => abort.abort();
  }, [question, turn]);
  return {
    ...state,
    more: state.next !== null && !state.loading ? () => void load(state.rows, state.next) : undefined,
    again: () => setTurn((n) => n + 1),
  };
}
