/**
 * What tiering does when cards says something of a holder: two that were one person have one membership of each programme,
 * with the higher grade; who was erased is no member any more; who died is billed nothing; documents are known by id and kind.
 */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type {
  HolderDeparted,
  HolderDocumentStored,
  HolderErased,
  HolderMerged,
  HolderReturned,
} from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, idFrom, on, type Placed, ProjectionRunner } from '@scrip/event-store';
import { across, type Effect, type Message, NotYetError, OnEvent, writes } from '@scrip/kafka';
import type { Programme } from '@scrip/programme';
import { absorbHolder, lockHolder, survivorOf } from '../entitlement/absorbed-holder.ts';
import { hasOtherMembership } from '../entitlement/approved-grade.ts';
import { type MembershipState, membershipDecider, membershipSeed } from '../membership/membership.decider.ts';
import { moveCards } from '../service-level/holder-card.ts';
import {
  forgetDeparture,
  forgetDocuments,
  keepDeparture,
  keepDocument,
  membershipsOfHolder,
  moveHolder,
  type OwnMembership,
} from './holder-record.ts';
import { closed, mergeMemberships } from './merge-memberships.rule.ts';

/** How long a message waits for the projection that shows the memberships. */
const CATCH_UP_MS = 10_000;

@Controller()
export class CardsHolderConsumer {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #runner: ProjectionRunner;

  constructor(log: EventLog, terms: Terms, runner: ProjectionRunner) {
    this.#log = log;
    this.#terms = terms;
    this.#runner = runner;
  }

  /**
   * Merges of a chain come in any order: who survived may be another one by now. Throws NotYetError while the memberships, or
   * the terms of their programmes, are not shown here, and where the survivor is merged into another one at this moment.
   */
  @OnEvent('HolderMerged')
  async onHolderMerged({ holderId, survivorId: intoId, mergeId }: HolderMerged, { who }: Message): Promise<Effect> {
    const { issuerId, occurredAt } = who;
    const survivorId = await survivorOf(this.#log.pool, issuerId, intoId);
    const own = await this.#memberships(issuerId, holderId);
    const merges = await Promise.all(
      own.map(async (membership) => ({
        membership,
        survivorMembershipId: idFrom('mbr', membershipSeed(issuerId, membership.programmeId, survivorId)),
        programme: await this.#programme(issuerId, membership, occurredAt),
      })),
    );
    const move = async (tx: Parameters<typeof moveHolder>[0]): Promise<void> => {
      await lockHolder(tx, issuerId, holderId);
      if ((await survivorOf(tx, issuerId, survivorId)) !== survivorId) {
        throw new NotYetError(`${survivorId} is another holder by now`);
      }
      const known = own.map(({ membershipId }) => membershipId);
      if (await hasOtherMembership(tx, { issuerId, holderId, known })) {
        throw new NotYetError(`${holderId} has a membership that is not shown yet`);
      }
      await moveHolder(tx, issuerId, holderId, survivorId);
      await moveCards(tx, issuerId, holderId, survivorId);
      await absorbHolder(tx, issuerId, holderId, survivorId);
    };
    if (merges.length === 0) return writes(move);
    return across({
      who,
      writes: move,
      streams: merges.flatMap(({ membership, survivorMembershipId }) => [
        on(membershipDecider, membership.membershipId),
        on(membershipDecider, survivorMembershipId),
      ]),
      decide: (states): Decision<Placed> => {
        const events = merges.flatMap(({ membership, survivorMembershipId, programme }, index): readonly Placed[] => {
          const absorbed = states[2 * index] as MembershipState;
          const survivor = states[2 * index + 1] as MembershipState;
          if (absorbed.kind !== 'member') return [];
          const effectiveDate = businessDate(occurredAt);
          const into = { membershipId: survivorMembershipId, holderId: survivorId, mergeId, effectiveDate };
          const merged = mergeMemberships(absorbed, survivor, into, programme);
          if (!merged) return [];
          return [
            { streamId: survivorMembershipId, event: merged.goesOn },
            { streamId: membership.membershipId, event: merged.closes },
          ];
        });
        return { kind: 'accepted', events };
      },
    });
  }

  /** Throws NotYetError while the memberships are not shown here. */
  @OnEvent('HolderErased')
  async onHolderErased({ holderId }: HolderErased, { who }: Message): Promise<Effect> {
    const { issuerId } = who;
    const own = await this.#memberships(issuerId, holderId);
    const forget = (tx: Parameters<typeof forgetDocuments>[0]) => forgetDocuments(tx, issuerId, holderId);
    if (own.length === 0) return writes(forget);
    return across({
      who,
      writes: forget,
      streams: own.map(({ membershipId }) => on(membershipDecider, membershipId)),
      decide: (states): Decision<Placed> => ({
        kind: 'accepted',
        events: (states as readonly MembershipState[]).flatMap((state): readonly Placed[] =>
          state.kind === 'member'
            ? [{ streamId: state.membershipId, event: closed(state, { cause: 'erased', intoMembershipId: null }) }]
            : [],
        ),
      }),
    });
  }

  @OnEvent('HolderDeparted')
  onHolderDeparted({ holderId, departure }: HolderDeparted, { envelope }: Message): Effect {
    return writes((tx) => keepDeparture(tx, envelope.issuerId, holderId, departure));
  }

  @OnEvent('HolderReturned')
  onHolderReturned({ holderId }: HolderReturned, { envelope }: Message): Effect {
    return writes((tx) => forgetDeparture(tx, envelope.issuerId, holderId));
  }

  @OnEvent('HolderDocumentStored')
  onHolderDocumentStored({ holderId, document }: HolderDocumentStored, { envelope }: Message): Effect {
    return writes((tx) => keepDocument(tx, envelope.issuerId, holderId, document));
  }

  async #memberships(issuerId: string, holderId: string): Promise<readonly OwnMembership[]> {
    if (!(await this.#runner.reached((await this.#log.head()).position, CATCH_UP_MS))) {
      throw new NotYetError(`the memberships of ${holderId} are not shown yet`);
    }
    return membershipsOfHolder(this.#log.pool, issuerId, holderId);
  }

  async #programme(issuerId: string, { programmeId }: OwnMembership, at: number): Promise<Programme> {
    const programme = await this.#terms.inForce(issuerId, programmeId, at);
    if (!programme) throw new NotYetError(`no version of ${programmeId} is here yet`);
    return programme;
  }
}
