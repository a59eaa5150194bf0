import { describe, expect, it } from 'vitest';
import { Cells } from './cells.js';

describe('cells', () => {
  it('have one id for each name, whichever way the name was made', () => {
    const cells = new Cells();
    const id = cells.id(['memory', 'sled-1', 'registration', 'instance-1']);
    expect(cells.id(['memory', 'sled-1', ...['registration', 'instance-1']])).toBe(id);
    expect(cells.id(['memory', 'sled-1', 'registration'])).not.toBe(id);
    expect(cells.id(['memory', 'sled-1', 'registration', 1])).not.toBe(cells.id(['memory', 'sled-1', 'registration', '1']));
    expect(cells.id(['memory', 'p', { a: 1, b: 2 }])).toBe(cells.id(['memory', 'p', { b: 2, a: 1 }]));
    expect(cells.id(['memory', 'p', ['{"a":1,"b":2}']])).not.toBe(cells.id(['memory', 'p', { a: 1, b: 2 }]));
  });

  it('are found without being named, and -1 stands for those that never were', () => {
    const cells = new Cells();
    const id = cells.id(['row', 'instance', 'instance-1']);
    expect(cells.find(['row', 'instance', 'instance-1'])).toBe(id);
    expect(cells.find(['row', 'instance'])).toBe(-1);
    expect(cells.find(['row', 'vmm', 'x'])).toBe(-1);
    expect(cells.size).toBe(1);
  });

  it('are listed by the process whose crash forgets them, that calls through them, and that they call', () => {
    const cells = new Cells();
    const memory = cells.id(['memory', 'nexus-1', 'x']);
    const task = cells.id(['task', 'nexus-1', 'saga', 1]);
    const call = cells.id(['call', 'nexus-1', 'sled-1', 'put', 1]);
    cells.id(['durable', 'nexus-1', 'x']);
    expect(cells.volatile.get('nexus-1')).toEqual([memory, task]);
    expect(cells.calling.get('nexus-1')).toEqual([call]);
    expect(cells.called.get('sled-1')).toEqual([call]);
  });
});
