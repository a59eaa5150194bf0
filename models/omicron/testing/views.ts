/** What a script can see: rows, memories, processes, and what is pending. The names and shapes are the model's own. */
import type { Simulation } from '../../../sim/explore/simulation.js';
import type { Event } from '../../../sim/process/event.js';
import type { SagaRow } from '../../../sim/process/saga-log.js';
import type { CellName } from '../../../sim/world/cell.js';
import { canonical, type Value } from '../../../sim/world/value.js';
import {
  FLEET, INSTANCE, SLED_RESOURCE, VIRTUAL_PROVISIONING_COLLECTION, VMM, type InstanceRow, type SledResourceRow,
  type VirtualProvisioningCollectionRow, type VmmRow,
} from '../database/rows.js';
import { asOf2023, effectiveState } from '../nexus/effective-state.js';
import type { InstanceRuntime, InstanceState, VmmRuntime } from '../nexus/instance-record.js';
import type { Machine } from '../propolis/driver-state.js';
import type { InstanceObject, Registration } from '../sled-agent/memory.js';
import { mappingCell } from '../sled-agent/v2p.js';
import { DENDRITE } from '../topology.js';
import type { Which } from './which.js';

export class Views {
  readonly simulation: Simulation;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  /** The value of any cell, or null. */
  get(...cell: CellName): Value {
    return this.simulation.transitions.read(this.simulation.world, cell);
  }

  /** The runtime columns of an instance's row, and whether it is deleted. */
  instance(instance = 'instance-1'): InstanceRuntime & { readonly deleted: boolean } {
    const row = this.get('row', INSTANCE, instance) as unknown as InstanceRow | null;
    if (row === null) throw new Error(`there is no row of ${instance}`);
    return { ...row.runtime, deleted: row.deleted };
  }

  /** The columns of a VMM's row, or null. */
  vmm(vmm = 'instance-1/vmm-1'): (VmmRuntime & { readonly sledId: string; readonly deleted: boolean }) | null {
    const row = this.get('row', VMM, vmm) as unknown as VmmRow | null;
    return row === null ? null : { ...row.runtime, sledId: row.sledId, deleted: row.deleted };
  }

  /** The keys of a table's rows. */
  keys(table: string): readonly string[] {
    return (this.get('rows', table) as readonly string[] | null) ?? [];
  }

  /** What users are shown of an instance. */
  shown(instance = 'instance-1'): InstanceState {
    const { nexusState, propolisId } = this.instance(instance);
    const vmm = propolisId === null ? null : this.vmm(propolisId);
    return effectiveState(nexusState, vmm === null || vmm.deleted ? null : asOf2023(vmm.state));
  }

  /** The sled that is reserved for a VMM, or null. */
  reservation(vmm = 'instance-1/vmm-1'): string | null {
    return (this.get('row', SLED_RESOURCE, vmm) as unknown as SledResourceRow | null)?.sledId ?? null;
  }

  /** How many instances are charged for. */
  charged(): number {
    const row = this.get('row', VIRTUAL_PROVISIONING_COLLECTION, FLEET) as unknown as VirtualProvisioningCollectionRow | null;
    return row?.instances ?? 0;
  }

  /** The rows of the saga log. */
  sagas(): readonly SagaRow[] {
    return this.keys('saga').map((saga) => this.get('row', 'saga', saga) as unknown as SagaRow);
  }

  /** What a sled agent knows of an instance, or null. */
  onSled(sled: string, instance = 'instance-1'): InstanceObject | null {
    const registration = this.get('memory', sled, 'registration', instance) as unknown as Registration | null;
    return registration === null ? null : (this.get('memory', sled, 'object', registration.object) as unknown as InstanceObject);
  }

  /** The Propolis zones on a sled. */
  zones(sled: string): readonly string[] {
    return (this.get('durable', sled, 'zones') as readonly string[] | null) ?? [];
  }

  /** What a VM does in truth; null without a Propolis process. */
  machine(vmm = 'instance-1/vmm-1'): Machine | null {
    return this.get('memory', vmm, 'machine') as Machine | null;
  }

  /** Where a sled's V2P mappings say that an instance is, or null. */
  v2p(sled: string, instance = 'instance-1'): string | null {
    return this.get(...mappingCell(sled, instance)) as string | null;
  }

  /** Where the NAT entry of an instance points, or null. */
  nat(instance = 'instance-1'): string | null {
    const entries = this.get('memory', DENDRITE, 'nat') as Readonly<Record<string, string>> | null;
    return entries?.[instance] ?? null;
  }

  /** 'up', 'down' or 'hung'; null when there is no such process. */
  status(process: string): string | null {
    return (this.get('process', process) as { status: string } | null)?.status ?? null;
  }

  /** Whether a corner of the model was reached. */
  reached(mark: string): boolean {
    const { marks, transitions: { names } } = this.simulation;
    return names.names.some((name, id) => name === mark && (marks[id] ?? 0) > 0);
  }

  /** The invariants that were broken so far, by name. */
  violations(): readonly string[] {
    const { violations, checker } = this.simulation;
    return violations.map(({ invariant }) => checker.invariants[invariant]?.name ?? '');
  }

  /** Pending events, in the order in which they were armed. */
  pending(which?: Which): readonly Event[] {
    const events = this.nodes().map((node) => this.eventOf(node));
    return which === undefined ? events : events.filter((event) => which.has(event));
  }

  protected pendingText(): string {
    const { agenda } = this.simulation;
    const text = (node: number): string =>
      `  ${agenda.isParked(node) ? 'parked' : `${(agenda.times[node] as number) / 1_000_000} s`} ${canonical(this.eventOf(node))}`;
    return `${this.nodes().map(text).join('\n')}\n  (now: ${this.simulation.now / 1_000_000} s)`;
  }

  protected nodes(): number[] {
    const { agenda } = this.simulation;
    return Array.from({ length: agenda.count }, (_, node) => node).filter((node) => agenda.isPending(node));
  }

  protected eventOf(node: number): Event {
    const { agenda, transitions: { contents } } = this.simulation;
    return contents.events[agenda.contents[node] as number] as Event;
  }
}
