/**
 * Which public issue describes a violation: the first entry whose words are all in its fingerprint. Read from the fact sheet's
 * sections 8.1, 8.2 and 12; "describes" means that the thread tells of the same effect by the same cause, as far as it says.
 */
interface PublicIssue {
  readonly words: readonly string[];
  readonly issue: string;
}

const PUBLIC_ISSUES: readonly PublicIssue[] = [
  { words: ['a healthy VM is never marked Failed', 'timeout'], issue: 'omicron #4226; #3927 (a start that timed out at 60 s), #5235 (a stop that did)' },
  { words: ['a healthy VM is never marked Failed', 'ErrorResponse 500'], issue: 'omicron #4226, #3238 (errors flattened to 500)' },
  { words: ['a healthy VM is never marked Failed'], issue: 'omicron #4226' },
  { words: ['a guest is referenced', 'put-result: Failed'], issue: 'omicron #4226 (TODO: "doesn\'t actually terminate the VMM")' },
  { words: ['at most one guest per instance', 'mark as starting'], issue: 'omicron #6274 (a start is let through from Failed)' },
  { words: ['a clean stop is never Failed', 'timeout'], issue: 'omicron #5235' },
  { words: ['a clean stop is never Failed', 'put-result: Failed'], issue: 'omicron #4226' },
  { words: ['no missed death'], issue: 'omicron #3206, #3209, #2727' },
  { words: ['a stop is honoured'], issue: 'omicron #4511, #4558 (a stop that was answered 202 and changed nothing)' },
  { words: ['one content per generation', 'put-result: Failed'], issue: 'omicron #4226 (the generation that Nexus takes for Failed)' },
  { words: ['the active VMM exists'], issue: 'omicron #5798 ("running <not on any sled>": the same look)' },
  { words: ['reservations match VMMs', 'put-result: reported'], issue: 'omicron #4277 (the follow-up that frees them)' },
  { words: ['the network follows the VMM', 'restart'], issue: 'omicron #3879 (nobody tells dendrite again)' },
  { words: ['sagas come to their end', 'saga_create'], issue: 'omicron #5947 (recovery stops at the first saga that fails)' },
  { words: ['sagas come to their end', 'stuck'], issue: 'steno: a stuck saga is final by design' },
  { words: ['no wedge', 'its row'], issue: 'omicron #4511, #5798 (an instance that no request removes)' },
  { words: ['no wedge', 'a guest'], issue: 'omicron #4226, #2825 (Failed, and only delete: the VM lives on)' },
];

export function publicIssue(fingerprint: string): string | null {
  return PUBLIC_ISSUES.find(({ words }) => words.every((word) => fingerprint.includes(word)))?.issue ?? null;
}
