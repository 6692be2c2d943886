// Undo and redo of everything that changes the work (F28, F45): each action keeps the work before and after it. The work is
// immutable, so a step costs a reference.
import { computed, signal, type ReadonlySignal } from "@preact/signals";

export interface Action<Work> {
  label: string;
  before: Work;
  after: Work;
}

export interface History<Work> {
  /** what was done, oldest first, the undone ones included */
  actions: ReadonlySignal<readonly Action<Work>[]>;
  /** how many of them are in force */
  done: ReadonlySignal<number>;
  canUndo: ReadonlySignal<boolean>;
  canRedo: ReadonlySignal<boolean>;
  record(label: string, before: Work, after: Work): void;
  /** Go to the state after `count` actions; returns the work to put in place, or null if there is nothing to do. */
  goTo(count: number): Work | null;
}

/** How many steps are kept; the oldest are forgotten first. */
export const LIMIT = 200;

export function createHistory<Work>(): History<Work> {
  const actions = signal<readonly Action<Work>[]>([]);
  const done = signal(0);
  return {
    actions,
    done,
    canUndo: computed(() => done.value > 0),
    canRedo: computed(() => done.value < actions.value.length),
    record(label, before, after) {
      const kept = [...actions.value.slice(0, done.value), { label, before, after }].slice(-LIMIT);
      actions.value = kept;
      done.value = kept.length;
    },
    goTo(count) {
      const all = actions.value;
      if (count < 0 || count > all.length || count === done.value) return null;
      const work = count === 0 ? all[0]?.before : all[count - 1]?.after;
      done.value = count;
      return work ?? null;
    },
  };
}
