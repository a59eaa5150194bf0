import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tallyNarrator } from '../../reproduce/test-model/tally.js';
import { anyNarrator, firstRun, recordedRun, runNumber } from './hostile.fixture.js';
import { mermaidDiagram } from './mermaid.js';

/**
 * The part of Mermaid's grammar for sequence diagrams that is used, written down from its documentation: what may stand in a
 * text is narrower here than there. The real parser accepted what this one does (mermaid 11, tried by hand).
 */
const CHARACTER = String.raw`(?:[\p{L}\p{N} .,:'()/…✗_-]|#\d+;)`;
const TEXT = `(?:${CHARACTER}|<br/>)*`;
const STATEMENTS = {
  declared: /^(?:actor|participant) (p\d+) as (?:\?|(?:[\p{L}\p{N} ./_-]|#\d+;)+)$/u,
  arrow: new RegExp(`^(p\\d+)(?:->>|-->>|-x|--x|-\\)|--\\))(p\\d+): ${TEXT}$`, 'u'),
  note: new RegExp(`^note over (p\\d+)(?:,(p\\d+))?: ${TEXT}$`, 'u'),
  begin: /^rect rgba\(\d+, \d+, \d+, [\d.]+\)$/,
  end: /^end$/,
};

/** How often each kind of statement stands in a diagram. Fails on whatever is no statement. */
function parse(diagram: string): Record<keyof typeof STATEMENTS, number> {
  const counts = { declared: 0, arrow: 0, note: 0, begin: 0, end: 0 };
  const [head, ...lines] = diagram.split('\n');
  expect(head).toBe('sequenceDiagram');
  expect(lines.pop()).toBe('');
  const declared = new Set<string>();
  for (const line of lines.map((indented) => indented.slice(4))) {
    const found = (Object.keys(STATEMENTS) as (keyof typeof STATEMENTS)[]).find((kind) => STATEMENTS[kind].test(line));
    expect(found, line).toBeDefined();
    const kind = found!;
    counts[kind] += 1;
    expect(counts.end).toBeLessThanOrEqual(counts.begin);
    const names = STATEMENTS[kind].exec(line)!.slice(1).filter((name) => name !== undefined);
    if (kind === 'declared') declared.add(names[0] as string);
    else for (const name of names) expect(declared).toContain(name);
  }
  expect(counts.begin).toBe(counts.end);
  return counts;
}

describe('a sequence diagram', () => {
  test('is Mermaid, whatever the texts in it say', () => {
    fc.assert(fc.property(runNumber, anyNarrator, (number, narrator) => {
      const trace = recordedRun(number);
      for (const violation of [null, ...trace.violations]) parse(mermaidDiagram(trace, narrator, violation));
    }), { numRuns: 40 });
  });

  test('shows at most 30 steps, and fewer where fewer are asked for', () => {
    fc.assert(fc.property(runNumber, fc.integer({ min: 1, max: 40 }), (number, stepsMax) => {
      const trace = recordedRun(number);
      const numbers = (diagram: string): Set<string> => new Set([...diagram.matchAll(/: (\d+)\. /g)].map(([, step]) => step as string));
      expect(numbers(mermaidDiagram(trace, tallyNarrator, null)).size).toBeLessThanOrEqual(30);
      expect(numbers(mermaidDiagram(trace, tallyNarrator, null, { stepsMax })).size).toBeLessThanOrEqual(stepsMax);
    }), { numRuns: 15 });
  });

  test('draws a message with a cross exactly when its server or client never saw it', () => {
    const crossed = new Set<string>();
    let drawn = 0;
    for (let number = 0; number < 120; number += 1) {
      const trace = recordedRun(number);
      for (const [, head, step] of mermaidDiagram(trace, tallyNarrator, null).matchAll(/^ +p\d+(-+\S+?)p\d+: (\d+)\. /gm)) {
        const { event, choices, writes, reads } = trace.steps[Number(step)]!;
        if (event?.kind !== 'request') continue;
        drawn += 1;
        // A request that was served made a task, or found a fault in its way.
        const served = writes.some(({ cell, after }) => cell[0] === 'task' && after !== null);
        expect(head!.endsWith('x'), `step ${step} of run ${number}`).toBe(!served);
        for (const { fault } of choices) if (fault !== null && !served) crossed.add(fault);
        if (!served && reads.some(({ cell, value }) => cell[0] === 'link' && value === 'cut')) crossed.add('cut');
      }
    }
    expect(drawn).toBeGreaterThan(200);
    expect([...crossed]).toEqual(expect.arrayContaining(['lost-request', 'refused', 'injected-500', 'unencodable', 'cut']));
  });

  test('of a violation sets off the write that is blamed, and ends with the violation and what each side believes', () => {
    const trace = firstRun(({ violations }) => violations[0]?.invariant === 'counted-once');
    const [violation] = trace.violations;
    const diagram = mermaidDiagram(trace, tallyNarrator, violation!);
    expect(parse(diagram).begin).toBe(2);
    expect(diagram).toMatch(new RegExp(`rect .*\\n +p\\d->>p\\d: ${violation!.blame!.writer!}\\. runs tally_add\\n +note over p\\d: the total becomes \\d<br/>by the rule`));
    expect(diagram).toMatch(/note over p0,p\d: ✗ counted-once is violated<br\/>.*\n +end\n +note over .*the tally: the total is \d\n +note over .*truth: \d clicks were made\n$/);
  });
});
