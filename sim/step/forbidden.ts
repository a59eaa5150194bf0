/**
 * Catches by name a handler that looks outside the world: the clock, unnamed randomness, timers, the network.
 *
 * The traps are installed once, by whoever starts a campaign, and only bite while handler code runs (which is rare:
 * steps are learned). The lint rule forbids the same in the sources; this is for what lint cannot see.
 */
import { ModelFault } from '../process/model-fault.js';

class Forbidden {
  private handler: string | null = null;
  private installed = false;
  /** What a handler did, though it may have caught it. */
  private tripped: ModelFault | null = null;

  enter(handler: string): void {
    this.handler = handler;
    this.tripped = null;
  }

  /** Throws again what a handler caught and kept to itself. */
  rethrow(): void {
    const tripped = this.tripped;
    this.tripped = null;
    if (tripped !== null) throw tripped;
  }

  leave(): void {
    this.handler = null;
  }

  /** Throws a `ModelFault` when handler code is running. `used` names what it used. */
  check(used: string): void {
    if (this.handler === null) return;
    const handler = this.handler;
    this.handler = null;
    this.tripped = new ModelFault(
      `${handler} used ${used}: a handler may look at nothing but the cells it reads and the choices it draws, or the same ` +
        'seed would not give the same run. Use a timer of the model, or a choice.', handler);
    throw this.tripped;
  }

  /** Wraps the globals that a handler must not use. Outside handlers they work as before. */
  install(): void {
    if (this.installed) return;
    this.installed = true;
    const world = globalThis as unknown as Record<string, unknown>;
    wrapMethod(this, world['Math'], 'Math', 'random');
    wrapMethod(this, world['Date'], 'Date', 'now');
    wrapMethod(this, world['performance'], 'performance', 'now');
    wrapMethod(this, world['crypto'], 'crypto', 'getRandomValues');
    wrapMethod(this, world['crypto'], 'crypto', 'randomUUID');
    for (const name of ['hrtime', 'nextTick', 'uptime', 'cwd']) wrapMethod(this, world['process'], 'process', name);
    for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch']) {
      if (typeof world[name] === 'function') wrapMethod(this, world, '', name);
    }
    this.wrapDate(world);
  }

  private wrapDate(world: Record<string, unknown>): void {
    const check = (): void => this.check('Date');
    world['Date'] = new Proxy(world['Date'] as object, {
      construct(target, args, newTarget): object {
        if (args.length === 0) check();
        return Reflect.construct(target as never, args, newTarget) as object;
      },
      apply(target, self, args): unknown {
        check();
        return Reflect.apply(target as never, self, args);
      },
    });
  }
}

function wrapMethod(forbidden: Forbidden, owner: unknown, ownerName: string, name: string): void {
  const methods = owner as Record<string, unknown> | undefined;
  const original = methods?.[name];
  if (methods === undefined || typeof original !== 'function') return;
  const label = ownerName === '' ? name : `${ownerName}.${name}`;
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    forbidden.check(label);
    return Reflect.apply(original as never, this, args);
  };
  Object.defineProperty(methods, name, { value: wrapped, configurable: true, writable: true });
}

export const forbidden = new Forbidden();
