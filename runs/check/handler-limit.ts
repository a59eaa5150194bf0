/**
 * A handler that goes round for ever without asking the engine for anything (one that does is ended by a count: see
 * `ACCESSES_MAX` and `EFFECTS_MAX`): V8 ends it when it takes too long. To watch takes a tenth of a millisecond, so a slice of a
 * search is watched as one; a handler that runs elsewhere is watched by itself.
 *
 * The limit is of real time, the only one in a search; what it decides is that nothing is concluded.
 */
import vm from 'node:vm';
import { ModelFault } from '../../sim/process/model-fault.js';
import type { HandlerGuard } from '../../sim/step/transitions.js';

/** How long a handler may take, in seconds. A thousandth of it is much. */
const SECONDS = 10;
/** For models whose handlers really take long, and for tests. */
const VARIABLE = 'WHATIF_HANDLER_SECONDS';

const BODY = Symbol.for('whatif.handlerBody');
const script = new vm.Script('globalThis[Symbol.for("whatif.handlerBody")]()');

export interface HandlerLimit {
  readonly guard: HandlerGuard;
  /** Runs a slice of a search, which takes far less than the limit unless a handler does not return. @throws ModelFault */
  slice<T>(run: () => T): T;
}

export function handlerLimit(): HandlerLimit {
  const seconds = Number(process.env[VARIABLE] ?? SECONDS);
  const timeout = Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds * 1000) : SECONDS * 1000;
  const place = globalThis as unknown as Record<symbol, unknown>;
  let isWatched = false;
  let running = 'a handler';
  return { guard, slice };

  function guard(handler: string, body: () => void): void {
    running = handler;
    if (isWatched) body();
    else limited(body);
  }

  function slice<T>(run: () => T): T {
    let result!: T;
    isWatched = true;
    try {
      limited(() => void (result = run()));
    } finally {
      isWatched = false;
    }
    return result;
  }

  function limited(body: () => void): void {
    place[BODY] = body;
    try {
      script.runInThisContext({ timeout });
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      throw new ModelFault(
        `${running} does not return: it was ended after ${timeout / 1000} s. It seems to go round for ever; if it does not, give it ` +
          `more time with ${VARIABLE}=60.`, running, { cause: error });
    }
  }
}
