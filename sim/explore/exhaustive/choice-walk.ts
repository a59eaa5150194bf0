/**
 * Walks the branches of an event's tree that a state takes: by the values of its cells, and by every option of its
 * choices that costs as many faults as wanted. At each leaf it takes the step.
 */
import { ModelFault } from '../../process/model-fault.js';
import { leafCode, numberOf, UNKNOWN, type DenseTrees } from './dense-trees.js';
import type { EventTrees } from './event-trees.js';
import { NO_PROGRAM } from './leaf-programs.js';
import type { PendingEvents } from './pending-events.js';
import type { StateAtHand } from './state-at-hand.js';
import type { Successors } from './successors.js';

const BLOCKED = leafCode(NO_PROGRAM);
const DEPTH_MAX = 256;

export class ChoiceWalk {
  /** A step was left out because it costs more than was asked for. */
  skippedCostlier = false;
  /** The event that is being walked may be late, and that may make a difference. */
  canBeLate = false;
  private readonly hand: StateAtHand;
  private readonly trees: DenseTrees;
  private readonly events: EventTrees;
  private readonly pending: PendingEvents;
  private readonly successors: Successors;
  /** The options of the choices on the way. */
  private readonly options: number[];
  private readonly stackCodes = new Int32Array(DEPTH_MAX * 16);
  private readonly stackOptions = new Int32Array(DEPTH_MAX * 16);
  private readonly stackDepths = new Int32Array(DEPTH_MAX * 16);
  private readonly stackCosts = new Int32Array(DEPTH_MAX * 16);

  constructor(hand: StateAtHand, trees: DenseTrees, events: EventTrees, pending: PendingEvents, successors: Successors) {
    this.hand = hand;
    this.trees = trees;
    this.events = events;
    this.pending = pending;
    this.successors = successors;
    this.options = successors.options;
  }

  /** Where an event's tree leads in the state at hand up to its first choice: to that, or to a leaf. */
  reach(entry: number): number {
    return this.descend(entry, this.events.roots[entry]!, 0);
  }

  /** Takes every branch of an event's tree whose leaf costs `wanted`; the event itself costs `costBefore`. */
  walk(entry: number, costBefore: number, wanted: number): void {
    this.walkFrom(entry, this.descend(entry, this.events.roots[entry]!, 0), costBefore, wanted);
  }

  /** The same from where `reach` led. */
  walkFrom(entry: number, from: number, costBefore: number, wanted: number): void {
    const { successors } = this;
    let code = from;
    let depth = 0;
    let cost = costBefore;
    let stacked = 0;
    for (;;) {
      if ((code & 1) !== 0) {
        const program = numberOf(code);
        if (program !== NO_PROGRAM) {
          if (cost === wanted) successors.take(entry, program, depth);
          if (this.canBeLate) this.takeLate(entry, program, depth, cost + 1, wanted);
          if (successors.isFull) return;
        }
      } else {
        stacked = this.stackOptionsOf(numberOf(code), stacked, depth, cost, wanted);
      }
      if (stacked === 0) return;
      stacked -= 1;
      depth = this.stackDepths[stacked]! + 1;
      cost = this.stackCosts[stacked]!;
      code = this.follow(entry, this.stackCodes[stacked]!, this.stackOptions[stacked]!, depth);
    }
  }

  /** Takes a leaf with its event being late, if that makes a difference: a fault more. */
  private takeLate(entry: number, program: number, depth: number, cost: number, wanted: number): void {
    const { successors } = this;
    if (!successors.programs.armsOrdered(program)) return;
    if (cost > wanted) this.skippedCostlier = true;
    if (cost !== wanted) return;
    successors.order!.isLate = true;
    successors.take(entry, program, depth);
    successors.order!.isLate = false;
  }

  /** Follows the state's values from a node to a leaf or a choice, `depth` choices below the root. */
  private descend(entry: number, from: number, depth: number): number {
    let code = from === UNKNOWN ? this.rootOf(entry) : from;
    let { nodes, branches } = this.trees;
    let { current } = this.hand.components;
    while (code > 0) {
      const next = branches[nodes[code + 1]! + current[nodes[code]!]!]!;
      if (next !== UNKNOWN) {
        code = next;
        continue;
      }
      code = this.branchOf(entry, code, depth);
      ({ nodes, branches } = this.trees);
      ({ current } = this.hand.components);
    }
    return code;
  }

  /** Follows an option of a choice, which becomes the last of the options taken. */
  private follow(entry: number, choice: number, option: number, depth: number): number {
    this.options[depth - 1] = option;
    let code = this.trees.branches[this.events.optionsAt[choice]! + option]!;
    if (code === UNKNOWN) code = this.events.option(entry, choice, this.hand.components.current, this.options, depth);
    return this.descend(entry, code, depth);
  }

  private stackOptionsOf(choice: number, stackedBefore: number, depth: number, cost: number, wanted: number): number {
    const costs = this.events.optionCosts[choice]!;
    let stacked = stackedBefore;
    if (depth >= DEPTH_MAX || stacked + costs.length > this.stackCodes.length) {
      throw new ModelFault(`a step draws more than ${DEPTH_MAX} choices: split it`, this.events.modelName);
    }
    for (let option = costs.length - 1; option >= 0; option -= 1) {
      const more = costs[option]!;
      if (more < 0) continue;
      if (cost + more > wanted) {
        this.skippedCostlier = true;
        continue;
      }
      this.stackCodes[stacked] = choice;
      this.stackOptions[stacked] = option;
      this.stackDepths[stacked] = depth;
      this.stackCosts[stacked] = cost + more;
      stacked += 1;
    }
    return stacked;
  }

  private rootOf(entry: number): number {
    // The masks of what is ready are made anew with the next refresh.
    this.hand.isStale = true;
    return this.events.root(entry, this.hand.components.current);
  }

  private branchOf(entry: number, node: number, depth: number): number {
    const { current } = this.hand.components;
    const code = this.events.branch(entry, node, current, this.options, depth);
    if (node === this.events.roots[entry] && code === BLOCKED) this.pending.blocked(entry, current[this.trees.nodes[node]!] ?? 0);
    return code;
  }
}
