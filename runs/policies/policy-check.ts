/**
 * What a policy of one's own must be, checked before it is used: its parts are there, and every question that it can be asked is
 * asked twice. It must have an answer, the same both times, that is an action, and one that can be taken.
 */
import { ACTIONS, isAction, whyNotPossible, type Action } from '../../models/omicron/policies/action.js';
import { afterAttempts, examplesFor } from '../../models/omicron/policies/cells.js';
import { PolicyError } from '../../models/omicron/policies/consult.js';
import { ATTEMPTS_MAX, cellOf, type FailedCall } from '../../models/omicron/policies/failed-call.js';
import type { Policy } from '../../models/omicron/policies/policy.js';
import { isRuleSwitch, RULE_SWITCHES } from '../../models/omicron/policies/rule-switches.js';
import { tablePolicy, type PolicyTable } from '../../models/omicron/policies/table.js';
import { UsageError } from '../terminal/failure.js';
import { nearestName } from '../terminal/suggest.js';

const HOW = 'models/omicron/policies/README.md shows how to write one.';

/** The policy that a file exports, as it is or as a table. @throws UsageError that says what is wrong with it */
export function checkedPolicy(file: string, exported: unknown): Policy {
  const policy = policyOf(file, exported);
  const questions = afterAttempts(examplesFor(policy.rules));
  const first = questions.map((question) => answerTo(file, policy, question));
  questions.forEach((question, at) => {
    const again = answerTo(file, policy, question);
    if (again === first[at]) return;
    throw refused(file, `answers the same question once with '${first[at]!}' and once with '${again}'`, question,
      'It must be a function of what it is asked alone: no random numbers, no clock, nothing that it keeps from one question to the next.');
  });
  return policy;
}

function policyOf(file: string, exported: unknown): Policy {
  const given = exported as Partial<Policy & PolicyTable> | null | undefined;
  if (typeof given !== 'object' || given === null || !(typeof given.decide === 'function' || Array.isArray(given.rows))) {
    throw new UsageError({ what: `${file} has no policy.`, why: 'Its default export must be an object with `decide`, or with `rows`.', next: HOW });
  }
  for (const part of ['name', 'sentence', 'source'] as const) {
    if (typeof given[part] === 'string') continue;
    throw new UsageError({ what: `The policy ${file} has no ${part}.`, why: `\`${part}\` must be a text: reports show it.`, next: HOW });
  }
  const { rules } = given;
  if (!Array.isArray(rules)) throw new UsageError({ what: `The policy ${file} has no rules.`, why: 'It must list the rules that it switches on, even if there are none: `rules: []`.', next: HOW });
  const unknown = (rules as readonly unknown[]).find((rule) => !isRuleSwitch(rule));
  if (unknown !== undefined) throw unknownWord(file, 'switches on the rule', unknown, Object.keys(RULE_SWITCHES), null);
  return typeof given.decide === 'function' ? (given as Policy) : tablePolicy(given as PolicyTable);
}

function answerTo(file: string, policy: Policy, question: FailedCall): Action {
  let answer: unknown;
  try {
    answer = policy.decide(question);
  } catch (error) {
    if (error instanceof PolicyError) throw refused(file, 'lacks a case', question, error.message);
    throw refused(file, 'throws', question, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
  if (answer === undefined || answer === null) throw refused(file, 'lacks a case: it answers nothing', question);
  if (!isAction(answer)) throw unknownWord(file, 'answers', answer, Object.keys(ACTIONS), question);
  const problem = answer === 'retry' && question.attempts >= ATTEMPTS_MAX ? `a call is retried at most ${ATTEMPTS_MAX} times: it must have another answer then`
    : whyNotPossible(answer, question.caller, policy.rules);
  if (problem !== null) throw refused(file, `answers '${answer}', which cannot be done`, question, `${problem}.`);
  return answer;
}

function refused(file: string, what: string, question: FailedCall, why?: string): UsageError {
  return new UsageError({ what: `The policy ${file} ${what}${about(question)}.`, ...(why === undefined ? {} : { why }), next: HOW });
}

function unknownWord(file: string, does: string, word: unknown, valid: readonly string[], question: FailedCall | null): UsageError {
  const said = typeof word === 'string' ? `'${word}'` : `a ${typeof word}`;
  const nearest = typeof word === 'string' ? nearestName(word, valid) : undefined;
  return new UsageError({
    what: `The policy ${file} ${does} ${said}${question === null ? '' : about(question)}: there is no such thing.`,
    why: nearest === undefined ? `There are: ${valid.map((name) => `'${name}'`).join(', ')}.` : `Did you mean '${nearest}'?`, next: HOW,
  });
}

function about(question: FailedCall): string {
  const { attempts } = question;
  return ` for the cell '${cellOf(question)}'${attempts === 0 ? '' : ` after ${attempts} failed attempt${attempts === 1 ? '' : 's'}`}`;
}
