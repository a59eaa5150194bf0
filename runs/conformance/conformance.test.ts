import { describe, expect, test } from 'vitest';
import { neverFailedPolicy } from '../../models/omicron/policies/never-failed.js';
import { checkMachine } from './check-machine.js';
import { allAgree, checkVectors } from './check-vectors.js';
import { conformanceTable } from './conformance-table.js';
import { loadVectors } from './load-vectors.js';
import type { Machine, PlayedStep } from './machine.js';
import { instanceStatesMachine } from './machines/instance-states.js';
import { machines } from './machines/index.js';
import { putResultMachineWith } from './machines/put-result.js';

const files = loadVectors();
const report = checkVectors(files);

describe('the models against the recorded behaviour of the real code', () => {
  test.each(report.machines)('$machine agrees on every step ($steps)', ({ agreed, steps, first }) => {
    expect(first).toBeNull();
    expect(agreed).toBe(steps);
  });

  test('nothing was left out when the vectors were copied', () => {
    const steps = files.flatMap((file) => file.lines).reduce((sum, line) => sum + line.sequence.length, 0);
    expect({ files: files.length, steps }).toEqual({ files: 16, steps: 12_020 });
  });

  test('the panics of the real code are part of what agrees', () => {
    const panics = Object.fromEntries(report.machines.map(({ machine, panics }) => [machine, panics]));
    expect(panics).toMatchObject({
      'sled_agent.instance_states': 148,
      'propolis.request_queue': 163,
      'propolis.state_driver': 1,
    });
  });

  test('the table says of how many steps how many agree', () => {
    const table = conformanceTable(report);
    expect(table).toMatch(/sled_agent\.instance_manager +│ +458 │ +2081 │ +2081 │/u);
    expect(table).toMatch(/nexus\.instance\.notify_instance_updated +│ +758 │ +758 │ +758 │/u);
    expect(table).toContain('12020 of 12020 recorded steps agree.');
  });

  test('a machine that nobody has named is an error', () => {
    const stranger = { name: 'stranger', lines: [{ machine: 'x', version: '', kind: '', id: '', sequence: [] }] };
    expect(() => checkVectors([...files, stranger])).toThrow('nobody plays x');
  });
});

describe('the runner notices a wrong model', () => {
  const lines = files.flatMap((file) => file.lines);

  const everyMachine = machines.map((machine) => ({ machine }));

  test.each(everyMachine)('$machine.machine with one field changed', ({ machine }) => {
    const own = lines.filter((line) => line.machine === machine.machine);
    const agreed = (alter: (played: PlayedStep) => PlayedStep): number =>
      checkMachine(altered(machine, alter), own).agreed;
    const steps = own.reduce((sum, line) => sum + line.sequence.length, 0);
    expect(agreed((played) => ({ ...played, output: { ...played.output, more: null } }))).toBeLessThan(steps);
    expect(agreed((played) => ({ ...played, after: 'wrong' }))).toBeLessThan(steps);
  });

  test('an abort where the real code goes on is a disagreement, and so is the reverse', () => {
    const own = lines.filter((line) => line.machine === instanceStatesMachine.machine);
    const neverAborts: Machine = {
      ...instanceStatesMachine,
      start(line) {
        const player = instanceStatesMachine.start(line);
        return {
          before: player.before,
          play(input, recorded) {
            try {
              return player.play(input, recorded);
            } catch {
              return { after: null, output: {} };
            }
          },
        };
      },
    };
    const { agreed, steps, panics } = checkMachine(neverAborts, own);
    expect(steps - agreed).toBe(panics);
  });

  test('the first disagreement says where, and shows both sides', () => {
    const [first] = machines;
    if (first === undefined) throw new Error('there are machines');
    const wrong = altered(first, (played) => ({ ...played, output: { ...played.output, variant: 'Wrong' } }));
    const wrongReport = checkMachine(wrong, lines.filter((line) => line.machine === first.machine));
    const text = conformanceTable({ machines: [wrongReport] });
    expect(allAgree({ machines: [wrongReport] })).toBe(false);
    expect(text).toContain('exhaustive-1, step 1 first differs at step.output.variant');
    expect(text).toContain('"variant":"Wrong"');
  });

  test('the policy that never marks Failed is not the code of 2023', () => {
    const machine = putResultMachineWith(neverFailedPolicy);
    const { steps, agreed } = checkMachine(machine, lines.filter((line) => line.machine === machine.machine));
    expect(agreed).toBeLessThan(steps);
  });
});

function altered(machine: Machine, alter: (played: PlayedStep) => PlayedStep): Machine {
  return {
    ...machine,
    start(line) {
      const player = machine.start(line);
      return { before: player.before, play: (input, recorded) => alter(player.play(input, recorded)) };
    },
  };
}
