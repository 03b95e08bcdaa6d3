/** Everything that can be asked of one card, by name, for specs that walk its life. */
import type { CardEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { fen } from '@scrip/money';
import { type CardTerms, RULE_PACK_DEFAULT } from '@scrip/programme';
import { type CardState, cardDecider } from '../src/card/card.decider.ts';
import { expireCard, reportCardDamaged, resumeCard, suspendCard, voidCard } from '../src/card/card-desk.rule.ts';
import {
  activateCard,
  applyForCard,
  approveCard,
  type IssueTerms,
  issueCard,
  issueMadeCard,
  produceCard,
} from '../src/card/card-issue.rule.ts';
import { approveUnblock, declineUnblock, proposeUnblock, reportCardLost } from '../src/card/card-loss.rule.ts';
import { type NewCard, type OfCard, replaceAtDesk, startReplacement } from '../src/card/card-replacement.rule.ts';
import { allotCard, produceBlankCard, registerCard, sellCard, stockCard } from '../src/card/card-stock.rule.ts';
import { changePin, resetPin, setPin, tryPin } from '../src/card/pin.rule.ts';
import { type HolderState, holderDecider } from '../src/holder/holder.decider.ts';
import type { ProgrammeState } from '../src/programme/programme.decider.ts';

export const AT = Date.UTC(2025, 5, 1);
const card: CardTerms = { holder: 'named', form: 'physical' };
export const programme: ProgrammeState = {
  versions: [
    {
      version: 1,
      effectiveAt: 0,
      productKeys: ['vip', 'gift'],
      cardTerms: { vip: card, gift: { ...card, holder: 'bearer', validFor: 'P3Y', salesRegions: ['north'] } },
    },
  ],
};
const holder: HolderState = holderDecider.evolve(holderDecider.initial, {
  type: 'HolderRegistered',
  data: { holderId: 'hld_1', locale: 'zh-CN' },
});
export const place = { placeKind: 'branch', placeId: 'north-1' } as const;
export const ids = { cardId: 'crd_1', cardNumber: '9156000000000009', walletId: 'wal_1', programmeId: 'p', at: AT };
const named = { ...ids, holderId: 'hld_1', productKey: 'vip' };
const blank = { ...ids, productKey: 'gift', batchId: 'bat_1', faceFen: fen(10_000) };
export const because = { reason: 'because' };
export const right = { verifierVersion: 1, matches: true, triesMax: 3 };
export const replacing: NewCard = { cardId: 'crd_2', cardNumber: null, cause: 'other', programmeVersion: 1 };

/** What a named card is issued under. */
const under: IssueTerms = { holder, programme, identified: true, law: RULE_PACK_DEFAULT };

type Command = (state: CardState) => Decision<CardEvent>;
const ofOld = (decision: Decision<OfCard>): Decision<CardEvent> =>
  decision.kind === 'refused'
    ? decision
    : { kind: 'accepted', events: decision.events.flatMap(({ cardId, event }) => (cardId === 'crd_1' ? [event] : [])) };

/** Everything that can be asked of one card. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  issue: (state) => issueCard(state, under, named),
  apply: (state) => applyForCard(state, under, named),
  approve: (state) => approveCard(state, { applicationId: null }),
  produce: (state) => produceCard(state, { vendorId: null, fileId: null }),
  produceBlank: (state) => produceBlankCard(state, programme, blank),
  stock: (state) => stockCard(state, { place, referenceId: null }),
  allot: (state) => allotCard(state, { place: { placeKind: 'distributor', placeId: 'd1' }, orderId: 'o1' }),
  sell: (state) => sellCard(state, programme, { place: null, region: 'north', at: AT }),
  register: (state) => registerCard(state, holder, { holderId: 'hld_1' }),
  issueMade: (state) => issueMadeCard(state, { programmeVersion: 1 }),
  activate: (state) => activateCard(state),
  suspend: (state) => suspendCard(state, because),
  resume: (state) => resumeCard(state, because),
  damage: (state) => reportCardDamaged(state, { channel: 'desk' }),
  lose: (state) => reportCardLost(state, { reportedAt: AT, channel: 'desk', cause: 'lost' }),
  steal: (state) => reportCardLost(state, { reportedAt: AT, channel: 'desk', cause: 'stolen' }),
  proposeUnblock: (state) => proposeUnblock(state, { by: 'a', ...because }),
  approveUnblock: (state) => approveUnblock(state, { by: 'b' }),
  declineUnblock: (state) => declineUnblock(state, because),
  startReplacement: (state) => ofOld(startReplacement(state, { kind: 'unknown' }, replacing)),
  replace: (state) => ofOld(replaceAtDesk(state, { kind: 'unknown' }, replacing)),
  void: (state) => voidCard(state, because),
  expire: (state) => expireCard(state),
  setPin,
  resetPin,
  tryPin: (state) => tryPin(state, { ...right, purpose: 'check', amountFen: null }),
  tryWrongPin: (state) => tryPin(state, { ...right, matches: false, purpose: 'check', amountFen: null }),
  changePin: (state) => changePin(state, right),
};

/** The card after these commands. Throws where one is refused. */
export function after(...names: readonly string[]): CardState {
  return names.reduce<CardState>((state, name) => {
    const decision = COMMANDS[name]?.(state);
    if (decision?.kind !== 'accepted') throw new Error(`${name}: ${JSON.stringify(decision)}`);
    return fold(cardDecider, decision.events, state);
  }, cardDecider.initial);
}

export const IN_STOCK = ['produceBlank', 'stock'];
export const SOLD = [...IN_STOCK, 'sell'];
export const IN_USE = ['issue', 'activate'];
