/** The calls to sled agents that can fail, and who makes them. */

/** What was asked of the sled agent. */
export const REQUEST_CLASSES = {
  register: 'PUT /instances/{id}: know this VMM',
  unregister: 'DELETE /instances/{id}: forget the instance, whatever it does',
  run: 'PUT /instances/{id}/state running',
  stop: 'PUT /instances/{id}/state stopped',
  reboot: 'PUT /instances/{id}/state reboot',
  get: 'GET /instances/{id}/state: how is it? (not before #5611; asked by background tasks alone)',
} as const satisfies Readonly<Record<string, string>>;

export type RequestClass = keyof typeof REQUEST_CLASSES;

/** Who made the call, and gets its error. */
export const CALLERS = {
  API: 'a request of a user, who is answered with the error',
  'saga action': 'a node of the start saga: its error makes the saga unwind',
  undo: 'an undo of the start saga: its error leaves the saga stuck',
  task: 'a background task, which will come back',
} as const satisfies Readonly<Record<string, string>>;

export type Caller = keyof typeof CALLERS;

/** Who makes which calls. */
export const CALLS: readonly (readonly [request: RequestClass, caller: Caller])[] = [
  ['stop', 'API'], ['reboot', 'API'], ['register', 'saga action'], ['run', 'saga action'], ['unregister', 'undo'],
  ['unregister', 'task'], ['get', 'task'],
];
