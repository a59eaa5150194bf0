import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RingReader, RingWriter, ringMemory } from './ring.js';
import { SharedLog, SharedLogFull, sharedLogMemory } from './shared-log.js';

describe('a ring', () => {
  it('gives its reader what its writer wrote, in order, however they take turns and however wide records are', () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 5 }), fc.integer({ min: 8, max: 64 }), fc.array(fc.constantFrom('write', 'write', 'publish', 'read'), { maxLength: 300 }),
      (width, integers, turns) => {
        const memory = ringMemory(integers);
        const writer = new RingWriter(memory);
        const reader = new RingReader(memory);
        reader.setWidth(width);
        writer.setWidth(width);
        const read: number[] = [];
        let written = 0;
        const drain = (): void => reader.drain((from, start, end) => read.push(...from.subarray(start, end)));
        for (const turn of turns) {
          if (turn === 'read') drain();
          if (turn === 'publish') writer.publish();
          const to = turn === 'write' ? writer.room() : -1;
          if (to < 0) continue;
          for (let word = 0; word < width; word += 1) writer.integers[to + word] = written * width + word;
          writer.written();
          written += 1;
        }
        writer.publish();
        drain();
        expect(read).toEqual(Array.from({ length: written * width }, (_, nth) => nth));
      }));
  });

  it('has no room when its reader does not read, and has some again when it does', () => {
    const memory = ringMemory(4);
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    for (let record = 0; record < 4; record += 1) {
      expect(writer.room()).toBe(record);
      writer.written();
    }
    expect(writer.room()).toBe(-1);
    reader.drain(() => undefined);
    expect(writer.room()).toBe(0);
  });
});

describe('a shared log', () => {
  it('gives every worker the same texts in the same order, whatever they are', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.string({ unit: 'binary' }))), (entries) => {
      const memory = sharedLogMemory(1 << 20);
      const logs = [new SharedLog(memory), new SharedLog(memory)] as const;
      const heard: [string[], string[]] = [[], []];
      const catchUp = (nth: 0 | 1): void => {
        for (let text = logs[nth].read(); text !== null; text = logs[nth].read()) heard[nth].push(text);
      };
      for (const [isSecond, text] of entries) {
        const nth = isSecond ? 1 : 0;
        logs[nth].locked(() => {
          catchUp(nth);
          logs[nth].append(text);
          heard[nth].push(text);
        });
      }
      catchUp(0);
      catchUp(1);
      expect(heard).toEqual([entries.map(([, text]) => text), entries.map(([, text]) => text)]);
    }));
  });

  it('refuses to be written by who has not read it, and says when it is full', () => {
    const memory = sharedLogMemory(40);
    const [first, second] = [new SharedLog(memory), new SharedLog(memory)];
    first.locked(() => first.append('one'));
    expect(() => second.append('two')).toThrow('Read the log');
    expect(second.read()).toBe('one');
    expect(() => second.append('a text that is too long for it')).toThrow(SharedLogFull);
  });
});
