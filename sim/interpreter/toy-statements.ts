/** The statements of the toy models: guarded, drawing, scanning; each names a rule and writes history. */
import type { Database, StatementDefinition } from '../database/statement.js';
import type { Value } from '../world/value.js';

function remembered(database: Database, input: { key: string }, length: number): void {
  database.remember(['length'], length);
  database.remember(['last', input.key], length);
}

const definitions: StatementDefinition[] = [
  {
    name: 'increment',
    run: (database, input: { key: string }): Value => {
      const row = (database.row('t', input.key) ?? 0) as number;
      if (row >= 5) return { won: false, row };
      database.because('increment');
      database.put('t', input.key, row + 1);
      remembered(database, input, row + 1);
      return { won: true, row: row + 1 };
    },
  },
  {
    name: 'insert',
    run: (database, input: { key: string }): Value => {
      if (database.row('t', input.key) !== null) return { won: false };
      database.because('insert');
      database.put('t', input.key, 1);
      database.mark('inserted');
      return { won: true };
    },
  },
  {
    name: 'delete',
    run: (database, input: { key: string }): Value => {
      database.because('delete');
      database.delete('t', input.key);
      return database.keys('t').length;
    },
  },
  {
    name: 'take any',
    run: (database): Value => {
      const keys = database.keys('t');
      if (keys.length === 0) return null;
      const key = keys[database.pick('row', keys.length)] as string;
      database.put('t', key, (database.row('t', key) as number) - 1);
      return { z: key, a: keys };
    },
  },
  {
    name: 'scan',
    run: (database): Value => database.keys('t').reduce((sum, key) => sum + (database.row('t', key) as number), 0),
  },
];

export const TOY_STATEMENTS: Readonly<Record<string, StatementDefinition>> =
  Object.fromEntries(definitions.map((definition) => [definition.name, definition]));

export const STATEMENT_NAMES = definitions.map(({ name }) => name);
