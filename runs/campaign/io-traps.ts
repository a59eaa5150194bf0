/**
 * Catches a handler that does input or output, by name: the part of the traps that only Node has (the rest is
 * sim/step/forbidden.ts). Outside handlers everything works as before.
 */
import child_process from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import module from 'node:module';
import net from 'node:net';
import os from 'node:os';
import { forbidden } from '../../sim/step/forbidden.js';

const MODULES: Readonly<Record<string, object>> = {
  child_process, dgram, dns, fs, 'fs/promises': fsPromises, http, http2, https, net, os,
};
const PROCESS_FUNCTIONS = ['hrtime', 'uptime', 'cpuUsage', 'memoryUsage', 'nextTick', 'cwd', 'exit', 'kill'];

let installed = false;

/** Installs all traps, those of `forbidden` too. Call it before the model is loaded: imports copy functions. */
export function installTraps(): void {
  if (installed) return;
  installed = true;
  forbidden.install();
  for (const [name, functions] of Object.entries(MODULES)) {
    for (const key of Object.keys(functions)) trap(functions as Record<string, unknown>, key, `${name}.${key}`);
  }
  for (const key of PROCESS_FUNCTIONS) trap(process as unknown as Record<string, unknown>, key, `process.${key}`);
  // `import { readFileSync } from 'node:fs'` sees the trap as well.
  module.syncBuiltinESMExports();
}

/** A proxy, not a wrapper: some of these are classes, and carry properties of their own. */
function trap(owner: Record<string, unknown>, key: string, label: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, key);
  if (descriptor?.writable !== true || typeof descriptor.value !== 'function') return;
  owner[key] = new Proxy(descriptor.value, {
    apply(target, self, args): unknown {
      forbidden.check(label);
      return Reflect.apply(target as never, self, args);
    },
    construct(target, args, newTarget): object {
      forbidden.check(label);
      return Reflect.construct(target as never, args, newTarget) as object;
    },
  });
}
