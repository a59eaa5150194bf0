/**
 * The outputs that the README shows: each stands in a block of its own, behind the command that printed it. The script
 * beside this file writes them; its test runs them again.
 *
 * <!-- output: run omicron-4226 --seeds 1500 -->  ...  <!-- /output -->
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../build/model-hash.js';
import { startInline } from '../campaign/workers.js';
import { runCommandLine } from '../cli/command-line.js';
import { ofThisProcess } from '../cli/surroundings.js';

const BLOCK = /<!-- output: (?<command>[^>]*?) -->\n```\n(?<shown>[\s\S]*?)```\n<!-- \/output -->/g;

/** Wide enough for most lines, narrow enough for a page. */
const COLUMNS = 100;

export interface ShownOutput {
  readonly command: string;
  readonly shown: string;
}

export function shownOutputs(readme: string): readonly ShownOutput[] {
  return [...readme.matchAll(BLOCK)].map(({ groups }) => ({
    command: groups?.['command'] ?? '', shown: groups?.['shown'] ?? '',
  }));
}

/** The README with every block's output as it is now. */
export async function withOutputs(readme: string, directory: string): Promise<string> {
  let text = readme;
  for (const { command, shown } of shownOutputs(readme)) {
    const printed = await outputOf(command, directory);
    text = text.replace(`<!-- output: ${command} -->\n\`\`\`\n${shown}\`\`\``, () => `<!-- output: ${command} -->\n\`\`\`\n${printed}\`\`\``);
  }
  return text;
}

/** What a command prints when it is not on a terminal. `directory` is where it writes its files. */
export async function outputOf(command: string, directory: string): Promise<string> {
  let printed = '';
  await runCommandLine(command.split(' ').map(ofTheProject), {
    ...ofThisProcess(),
    out: (text) => void (printed += text),
    note: () => undefined,
    terminal: { isTty: false, columns: COLUMNS, hasColor: false },
    showsProgress: false,
    startWorker: startInline,
    directory,
  });
  return `$ npx whatif ${command}\n${printed.trimEnd()}\n`;
}

/** Files of the project are found wherever the command runs. */
function ofTheProject(word: string): string {
  const file = path.join(projectRoot, word);
  return word.includes('/') && existsSync(file) ? file : word;
}

/** The text without what differs between two equal campaigns: how long they took, and so where lines break. */
export function withoutTimes(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/in [\d.]+ s(, \S+ events\/s)?/g, 'in TIME');
}
