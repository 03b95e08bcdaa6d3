/** Why an entry of a statement that is no earning moved the points it moved: ladder, recomputation, persons, dates (domain 1). Pure. */
import { businessDate, type EpochMs, toRfc3339 } from '@scrip/calendar';
import type {
  PointsAdjusted,
  PointsAdjustmentApproved,
  PointsAdjustmentProposed,
  PointsConfirmed,
  PointsLapsed,
  PointsTakenBack,
  PointsUsed,
  ReceiptRecorded,
  ReceiptReturned,
  RedemptionMade,
} from '@scrip/contracts';
import { fen, formatYuan, least, minus, points, sumFen } from '@scrip/money';
import { type ExplainedEarning, explainEarning, type LocalText, ladderPoints, type Programme } from '@scrip/programme';

/** The reason of an entry: its numbers by name, in words, and whether the version gives them again. */
export interface EntryReason {
  /** What it was decided with; points, fen and times by name. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly words: LocalText;
  /** Null where no rule of the document gave the numbers: people did, or what used the points is not of this service. */
  readonly agrees: boolean | null;
}

/** Points of goods: the sum of the ladder, by tag or by what they cost today, step by step (domain 2.1, M6). */
export function whyUsed(used: PointsUsed, made: RedemptionMade | null, programme: Programme): EntryReason {
  const ladder = programme.points?.ladder;
  const { useId, purpose, usedPoints, lots } = used;
  if (!made || !ladder) {
    const words = { 'zh-CN': `用途${purpose}（${useId}）`, en: `Used for ${purpose} (${useId})` };
    return { asked: { useId, purpose, usedPoints, lots }, words, agrees: null };
  }
  const { ladderFen, items, counterKey, programmeVersion } = made;
  const { first, further, by } = ladder;
  const aboveFen = ladderFen - BigInt(first.upToFen);
  const everyFen = BigInt(further.everyFen);
  const steps = aboveFen > 0n ? (aboveFen + everyFen - 1n) / everyFen : 0n;
  const yuan = (amount: bigint | number): string => formatYuan(fen(BigInt(amount)));
  const goods = items.map(({ sku, tagFen }) => `${sku} ${yuan(tagFen)}`);
  const basis = by === 'tag' ? { 'zh-CN': '吊牌价', en: 'by the tag' } : { 'zh-CN': '现价', en: "by today's price" };
  return {
    asked: {
      useId,
      purpose,
      counterKey,
      items,
      ladderFen,
      by,
      first,
      further,
      steps,
      usedPoints,
      lots,
      programmeVersion,
    },
    words: {
      'zh-CN': `在${counterKey}兑换${goods.join('、')}元：按${basis['zh-CN']}${yuan(ladderFen)}元，${yuan(first.upToFen)}元以内${first.points}分，其后每${yuan(further.everyFen)}元（不足按一档）${further.points}分，共${steps}档，合计${usedPoints}分（第${programmeVersion}版）。`,
      en: `${goods.join(', ')} yuan of ${counterKey}, ${basis.en} ${yuan(ladderFen)} yuan: up to ${yuan(first.upToFen)} yuan ${first.points} points, each further ${yuan(further.everyFen)} yuan or part ${further.points}, ${steps} times: ${usedPoints} points (version ${programmeVersion}).`,
    },
    agrees: ladderPoints(ladderFen, ladder) === usedPoints,
  };
}

/** The facts of a receipt of which goods came back. */
export interface ReturnFacts {
  readonly taken: PointsTakenBack;
  readonly receipt: ReceiptRecorded;
  /** Its returns up to this one, in their order. */
  readonly returns: readonly ReceiptReturned[];
}

/** What the rest of a receipt earns, and so what is taken back: by the rules of its own day (domain 2.1, M12). */
export function whyTakenBack({ taken, receipt, returns }: ReturnFacts, programme: Programme): EntryReason {
  const { earnedBeforePoints, earnedAfterPoints, takenBackPoints, owedPoints, sparedPoints, returnId } = taken;
  const own = returns.at(-1);
  const left = own && restOf(receipt, returns, own, programme);
  const returnedFen = own?.returnedFen ?? fen(0n);
  const leftFen = own?.leftFen ?? fen(0n);
  const rest = {
    'zh-CN': [
      ...(owedPoints > 0n ? [`其中${owedPoints}分余额不足，记为欠分`] : []),
      ...(sparedPoints > 0n ? [`其中${sparedPoints}分不从余额扣回`] : []),
    ],
    en: [
      ...(owedPoints > 0n ? [`${owedPoints} of them were not there any more and are owed`] : []),
      ...(sparedPoints > 0n ? [`${sparedPoints} of them are not taken from the balance`] : []),
    ],
  };
  const sum = left?.words ?? { 'zh-CN': '剩余部分不积分。', en: 'What is left earns nothing.' };
  return {
    asked: {
      returnId,
      returnedFen,
      leftFen,
      earnedBeforePoints,
      earnedAfterPoints,
      takenBackPoints,
      owedPoints,
      sparedPoints,
      rules: taken.rules,
      earning: left ?? null,
    },
    words: {
      'zh-CN': `退货${returnId}退回${formatYuan(returnedFen)}元，剩余${formatYuan(leftFen)}元按当日规则重算：${sum['zh-CN']}原为${earnedBeforePoints}分，现为${earnedAfterPoints}分，扣回${takenBackPoints}分${rest['zh-CN'].map((part) => `，${part}`).join('')}。`,
      en: `The return ${returnId} gave back ${formatYuan(returnedFen)} yuan; the ${formatYuan(leftFen)} yuan left earn again by the rules of their day: ${sum.en} It was ${earnedBeforePoints} points, is ${earnedAfterPoints}, so ${takenBackPoints} were taken back${rest.en.map((part) => `; ${part}`).join('')}.`,
    },
    agrees: least(earnedBeforePoints, left?.earnedPoints ?? points(0n)) === earnedAfterPoints,
  };
}

/** What is left of a receipt after a return, as the rules of its day see it; null where it earns nothing. */
function restOf(
  receipt: ReceiptRecorded,
  returns: readonly ReceiptReturned[],
  { leftFen: paidFen }: ReceiptReturned,
  programme: Programme,
): ExplainedEarning | null {
  const kinds = [...new Set(receipt.tenders.map(({ kind }) => kind))];
  const ofKind = (tenders: ReceiptRecorded['tenders'], kind: string) =>
    sumFen(tenders.filter((tender) => tender.kind === kind).map(({ amountFen }) => amountFen));
  const back = returns.flatMap(({ tenders }) => tenders);
  const tenders = kinds.map((kind) => ({ kind, amountFen: minus(ofKind(receipt.tenders, kind), ofKind(back, kind)) }));
  const { earned, businessDate, ownDay } = receipt;
  const rooms = new Map((earned?.rooms ?? []).map(({ rule, roomPoints }) => [rule, roomPoints]));
  const segments = receipt.segments ?? [];
  const told = { businessDate, dayRank: earned?.dayRank ?? null, grade: earned?.grade ?? null, segments, rooms };
  return explainEarning({ paidFen, tenders, lines: receipt.lines, ...told, birthday: ownDay ?? false }, programme);
}

/** A correction by hand: who proposed and who approved it, why, and which fact it corrects. */
export function whyAdjusted(
  adjusted: PointsAdjusted,
  proposed: PointsAdjustmentProposed | null,
  approved: PointsAdjustmentApproved | null,
): EntryReason {
  const { adjustmentId, direction, adjustedPoints, countsLifetime } = adjusted;
  const { reason = '', proposedBy = '', correctsEventId = null } = proposed ?? {};
  const approvedBy = approved?.approvedBy ?? '';
  const did = direction === 'credit' ? { 'zh-CN': '补记', en: 'given' } : { 'zh-CN': '扣减', en: 'taken' };
  const corrects = {
    'zh-CN': correctsEventId === null ? '' : `，更正事实${correctsEventId}`,
    en: correctsEventId === null ? '' : `, correcting the fact ${correctsEventId}`,
  };
  const lifetime = {
    'zh-CN': countsLifetime ? '，计入累计' : '，不计入累计',
    en: countsLifetime ? ', in the lifetime count too' : ', not in the lifetime count',
  };
  return {
    asked: { adjustmentId, direction, adjustedPoints, countsLifetime, reason, correctsEventId, proposedBy, approvedBy },
    words: {
      'zh-CN': `人工调整${adjustmentId}：由${proposedBy}提出、${approvedBy}批准，原因${reason}${corrects['zh-CN']}，${did['zh-CN']}${adjustedPoints}分${lifetime['zh-CN']}。`,
      en: `The correction ${adjustmentId}, proposed by ${proposedBy} and approved by ${approvedBy} because of ${reason}${corrects.en}: ${adjustedPoints} points ${did.en}${lifetime.en}.`,
    },
    agrees: proposed && approved ? proposedBy !== approvedBy : false,
  };
}

/** Points that came to a lot, or to those that wait for the same moment. */
export interface LotSource {
  /** The receipt that earned them; null where something else gave them. */
  readonly receiptId: string | null;
  readonly gavePoints: bigint;
  readonly programmeVersion: number | null;
}

/** Most receipts of a lot that are named. */
export const SOURCES_MAX = 100;

/** The end of a lot, or of the wait of points: which rule of which version set it, and which receipts it came from. */
export function whyInTime(
  event:
    | { readonly type: 'PointsLapsed'; readonly data: PointsLapsed }
    | { readonly type: 'PointsConfirmed'; readonly data: PointsConfirmed },
  sources: readonly LotSource[],
  programmes: readonly Programme[],
): EntryReason {
  const isLapse = event.type === 'PointsLapsed';
  const at: EpochMs = isLapse ? event.data.expiresAt : event.data.usableAt;
  const moved = isLapse ? event.data.lapsedPoints : event.data.confirmedPoints;
  const rules = programmes.map(({ version, points: plan }) => {
    if (!isLapse) return { version, after: plan?.pending?.after ?? null, endsOn: 'day' };
    return { version, after: plan?.expiry?.after ?? null, endsOn: plan?.expiry?.endsOn ?? 'month' };
  });
  const day = businessDate(at);
  const named = sources.flatMap(({ receiptId }) => receiptId ?? []);
  const from = {
    'zh-CN': named.length > 0 ? `，来自小票${named.join('、')}` : '',
    en: named.length > 0 ? `, of the receipts ${named.join(', ')}` : '',
  };
  const zhRules = rules.map(({ version, after, endsOn }) => {
    if (!isLapse) return `第${version}版规定得分当日起${after}后可用`;
    return `第${version}版规定得分当日起${after}后${endsOn === 'month' ? '的当月末' : '当日'}到期`;
  });
  const enRules = rules.map(({ version, after, endsOn }) => {
    if (!isLapse) return `by version ${version} points can be used ${after} after the day they were earned on`;
    return `by version ${version} points last ${after} from the day they were earned on${endsOn === 'month' ? ', to the end of its month' : ''}`;
  });
  const what = isLapse
    ? {
        'zh-CN': `于${day}零时到期的批次剩余${moved}分失效`,
        en: `${moved} points were left in the lot that lapses as ${day} begins`,
      }
    : { 'zh-CN': `等待至${day}的${moved}分可以使用`, en: `${moved} points that waited for ${day} can be used` };
  return {
    asked: { [isLapse ? 'expiresAt' : 'usableAt']: toRfc3339(at), points: moved, rules, sources },
    words: {
      'zh-CN': `${[what['zh-CN'] + from['zh-CN'], ...zhRules].join('；')}。`,
      en: `${[what.en + from.en, ...enRules].join('; ')}.`,
    },
    agrees: rules.every(({ after }) => after !== null),
  };
}
