/** What each kind of entry of a statement says, in words. Pure. */
import type { LocalText } from '@scrip/programme';
import type { MovementKind } from '../account/movement.ts';

/** What an entry did to an account; points are below zero where they went. */
export interface EntryChange {
  readonly kind: MovementKind;
  readonly receiptId: string | null;
  readonly reference: string | null;
  readonly changePoints: bigint;
  readonly pendingChangePoints: bigint;
  readonly lifetimeChangePoints: bigint;
  readonly balanceAfterPoints: bigint;
}

const KINDS: Readonly<Record<MovementKind, LocalText>> = {
  earned: { 'zh-CN': '消费积分', en: 'Earned by a receipt' },
  confirmed: { 'zh-CN': '待生效积分可用', en: 'Points that waited can be used' },
  used: { 'zh-CN': '使用积分，先到期的先用', en: 'Points were used, those that lapse first before the others' },
  use_reversed: { 'zh-CN': '撤销使用，积分退回原批次', en: 'A use was undone; its points are back with their dates' },
  taken_back: {
    'zh-CN': '退货，按剩余金额重算后扣回',
    en: 'Goods came back; the receipt earned again what is left of it, and the rest was taken back',
  },
  adjusted: { 'zh-CN': '人工调整，经第二人批准', en: 'Corrected by hand, approved by a second person' },
  granted: { 'zh-CN': '权益赠送积分', en: 'Given by an entitlement' },
  grant_taken_back: {
    'zh-CN': '权益使用撤销，赠送积分扣回',
    en: 'The use of an entitlement was taken back, and its points with it',
  },
  lapsed: { 'zh-CN': '积分到期失效', en: 'Points lapsed' },
  moved_out: { 'zh-CN': '账户合并，积分转出', en: 'Merged: the points went to the other account' },
  moved_in: { 'zh-CN': '账户合并，积分转入', en: 'Merged: the points came from the other account' },
  closed: { 'zh-CN': '账户关闭', en: 'The account was closed' },
};

/** An entry in one sentence: what happened, what it is about, what changed, what was left (domain 1). */
export function entryInWords(entry: EntryChange): LocalText {
  const about = entry.reference ?? entry.receiptId;
  const zh = [
    `${KINDS[entry.kind]['zh-CN']}${about === null ? '' : `（${about}）`}：余额${signed(entry.changePoints)}分`,
    ...(entry.pendingChangePoints === 0n ? [] : [`待生效${signed(entry.pendingChangePoints)}分`]),
    ...(entry.lifetimeChangePoints === 0n ? [] : [`累计${signed(entry.lifetimeChangePoints)}分`]),
    `变动后余额${entry.balanceAfterPoints}分`,
  ];
  const en = [
    `${KINDS[entry.kind].en}${about === null ? '' : ` (${about})`}: balance ${signed(entry.changePoints)}`,
    ...(entry.pendingChangePoints === 0n ? [] : [`waiting ${signed(entry.pendingChangePoints)}`]),
    ...(entry.lifetimeChangePoints === 0n ? [] : [`ever earned ${signed(entry.lifetimeChangePoints)}`]),
    `${entry.balanceAfterPoints} points after it`,
  ];
  return { 'zh-CN': `${zh.join('，')}。`, en: `${en.join(', ')}.` };
}

function signed(points: bigint): string {
  return points > 0n ? `+${points}` : `${points}`;
}
