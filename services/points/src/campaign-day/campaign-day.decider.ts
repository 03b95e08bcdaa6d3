/** Which members were the first to buy on one business day, for campaigns that ask (domain 2.1, M10). */
import type { CampaignDayEvent } from '@scrip/contracts';
import type { Decider } from '@scrip/decider';
import { type CampaignPlaces, campaignPlaces, type Programme } from '@scrip/programme';

/** The places taken so far; never more than the campaign has, since nobody takes a place when none is left. */
export interface CampaignDayState {
  /** Accounts by place: the first one has place 1. */
  readonly accountIds: readonly string[];
}

export const campaignDayDecider: Decider<CampaignDayState, CampaignDayEvent> = {
  stream: 'campaign-day',
  initial: { accountIds: [] },
  evolve(state, event) {
    switch (event.type) {
      case 'CampaignPlaceTaken':
        return { accountIds: [...state.accountIds, event.data.accountId] };
    }
  },
};

/** The stream of one campaign's business day. */
export function campaignDayStream(
  issuerId: string,
  programmeId: string,
  campaignKey: string,
  businessDate: string,
): string {
  return `cpd_${issuerId}.${programmeId}.${campaignKey}.${businessDate}`;
}

/**
 * The campaign whose places are kept, or null where no campaign asks for a rank. Every campaign of a programme asks for
 * the same rank, so the one with the most places knows it for all (of equal ones the first in the document).
 */
export function rankedCampaign(programme: Programme): CampaignPlaces | null {
  let most: CampaignPlaces | null = null;
  for (const campaign of campaignPlaces(programme)) if (campaign.places > (most?.places ?? 0)) most = campaign;
  return most;
}

/** Whether no place is left. */
export function isFull(day: CampaignDayState, places: number): boolean {
  return day.accountIds.length >= places;
}

/** The place that a purchase takes: the next one for a member's first purchase of the day while places last, else null. */
export function placeFor(day: CampaignDayState, accountId: string, places: number): number | null {
  if (isFull(day, places) || day.accountIds.includes(accountId)) return null;
  return day.accountIds.length + 1;
}
