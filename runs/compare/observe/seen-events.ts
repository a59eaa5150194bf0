/** Which events of a run its observer cares about, told once for each content. */
import type { Event } from '../../../sim/process/event.js';
import type { Contents } from '../../../sim/step/registry.js';
import { USER } from '../../../models/omicron/topology.js';

export type Seen = 'nothing' | 'user asks' | 'user request' | 'user reply' | 'user gives up' | 'sled call' | 'unregister' | 'statement';

export class SeenEvents {
  private contents: Contents | null = null;
  private seen: Seen[] = [];

  of(contents: Contents, content: number): Seen {
    // An engine that forgot what it learned numbers contents anew.
    if (contents !== this.contents) {
      this.contents = contents;
      this.seen = [];
    }
    return (this.seen[content] ??= seenAs(contents.events[content] as Event));
  }
}

function seenAs(event: Event): Seen {
  switch (event.kind) {
    case 'stimulus':
      return event.source === USER ? 'user asks' : 'nothing';
    case 'request':
      if (event.call[0] === USER) return 'user request';
      if (!event.call[0].startsWith('nexus-') || !event.call[1].startsWith('sled-')) return 'nothing';
      return event.call[2] === 'instance_unregister' ? 'unregister' : 'sled call';
    case 'reply':
      return event.call[0] === USER ? 'user reply' : 'nothing';
    case 'expire':
      return event.call[0] === USER ? 'user gives up' : 'nothing';
    case 'statement':
      return 'statement';
    default:
      return 'nothing';
  }
}
