/**
 * The choices that a capsule recorded for one step, given out one by one. What does not fit is a difference: it is told
 * at once, and a harmless option is given, so that the step can end where no handler catches an error.
 */
import type { Choices } from '../step/registry.js';
import type { CapsuleOptions } from './capsule.js';
import { optionOf } from './option-name.js';

export class RecordedChoices {
  private readonly choices: Choices;
  private readonly differs: (recorded: string, happened: string) => void;
  private options: CapsuleOptions = [];
  private drawn = 0;

  /** `differs` is told both sides of a difference. */
  constructor(choices: Choices, differs: (recorded: string, happened: string) => void) {
    this.choices = choices;
    this.differs = differs;
  }

  /** A step begins, for which these were recorded. */
  begin(options: CapsuleOptions = []): void {
    this.options = options;
    this.drawn = 0;
  }

  /** The option of the nth choice of the step. */
  choose(choice: number, nth: number): number {
    const declared = this.choices.choices[choice]!;
    const harmless = declared.options.findIndex(({ fault }) => fault === null);
    const recorded = this.options[nth];
    this.drawn = nth + 1;
    const options = (): string => declared.options.map(({ name }) => `'${name}'`).join(', ');
    if (recorded === undefined) {
      this.differs(`${countOf(this.options.length, 'choice')} in this step`, `it draws another one, '${declared.label}' of ${options()}`);
      return harmless;
    }
    const [label, name] = recorded;
    const option = label === declared.label ? optionOf(declared, name) : -1;
    if (option >= 0) return option;
    this.differs(`choice ${nth + 1} of this step is '${label}', and comes out as '${name}'`, `it draws '${declared.label}' of ${options()}`);
    return harmless;
  }

  /** The step is over: all that was recorded must have been asked for. */
  settle(): void {
    if (this.drawn < this.options.length) this.differs(`${countOf(this.options.length, 'choice')} in this step`, `it draws ${this.drawn}`);
  }
}

/** `no choice`, `1 choice`, `2 choices`. */
export function countOf(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;
}
