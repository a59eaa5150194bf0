/** An explanation for a terminal. */
import type { Answer, ExplanationPage } from '../../sim/show/explanation.js';
import { renderStory } from '../../sim/show/render-story.js';
import { visible } from '../../sim/show/visible.js';
import { chalkFor, textWidth, wrapped } from '../cli/paragraphs.js';
import type { Terminal } from '../terminal/terminal.js';
import { sparkline } from './chart.js';
import { chanceSentences, originSentence, pastSentence, type Origin } from './sentences.js';

/** A wide terminal does not make prose easier to read. */
const PROSE_WIDTH_MAX = 100;

/** The page as lines. `isUntimed`: its steps have no times. */
export function terminalPage(page: ExplanationPage, origin: Origin, terminal: Terminal, isUntimed: boolean): string {
  const chalk = chalkFor(terminal);
  const width = textWidth(terminal);
  const prose = { ...terminal, columns: Math.min(width, PROSE_WIDTH_MAX) };
  const say = (text: string, indent = 0): string => wrapped(visible(text), prose, indent);
  const lines: string[] = [
    chalk.bold.red(say(`✗ ${page.invariant}`, 2)),
    say(page.sentence), say(`Violated: ${page.evidence}`, 2), chalk.dim(say(originSentence(origin), 2)),
  ];
  const section = (title: string, body: readonly string[]): void => void (body.length > 0 && lines.push('', chalk.bold(title), ...body));

  section('What happened', renderStory({ ...page.story, entries: page.story.entries.filter((entry) => !('line' in entry && entry.line.kind === 'belief')) }, {
    width, isUntimed, emphasise: chalk.red, warn: chalk.yellow, name: chalk.bold, dim: chalk.dim,
  }));
  const past = pastSentence(page);
  if (past !== null) lines.push(chalk.dim(say(past)));
  section('What each believed at that moment', page.beliefs.map(({ who, what }) => say(`  ${who}: ${what}`, 4)));
  section('The rule that decided', ruleLines(page).map((line) => say(line, 4)));
  section('What if', page.answers.flatMap((answer) => answerLines(answer).map((line, index) => {
    const text = say(line, index === 0 ? 4 : 8);
    return index === 0 && answer.verdict === 'necessary' ? chalk.yellow(text) : text;
  })));
  if (page.answers.length > 0) lines.push(chalk.dim(say('● necessary  ◐ averts it  ○ no difference  ? unclear')));
  const [intro, ...sentences] = chanceSentences(page);
  if (page.chances !== null && intro !== undefined) {
    const last = page.chances.at(-1)?.step ?? 0;
    const chart = sparkline(page.chances, width - 16);
    section('From when on', [say(intro), `  step 0 │${chalk.red(chart)}│ ${last}`, ...sentences.map((sentence) => say(sentence))]);
  }
  lines.push('', chalk.dim(say(`fingerprint: ${page.fingerprint}`, 2)), `Look at it: ${origin.replay}`);
  return `${lines.join('\n')}\n`;
}

/** The rule with its source, in lines. */
export function ruleLines({ rule }: ExplanationPage): string[] {
  if (rule === null) return [];
  const lines = [`  '${rule.name}', applied by ${rule.who === '' ? 'step' : `${rule.who} at step`} ${rule.step}${rule.sentence === null ? '.' : `: ${rule.sentence}.`}`];
  return rule.source === null ? lines : [...lines, `  Source: ${rule.source}`];
}

const SIGNS: Readonly<Record<Answer['verdict'], string>> = { necessary: '●', 'averts it': '◐', 'no difference': '○', unclear: '?' };

/** A counterfactual in lines: what it says, and how that run ends. */
export function answerLines({ verdict, supposed, instead, ending }: Answer): string[] {
  const end = ending.map(({ who, what }) => `${who}: ${what}`).join('; ');
  return [`  ${SIGNS[verdict]} ${supposed}, ${instead}.`, ...(end === '' ? [] : [`      In the end: ${end}.`])];
}
